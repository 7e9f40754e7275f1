import { dreamUmmConfig } from '../../../models/dreamumm/config.js';
import { DEFAULT_THRESHOLDS } from '../../../models/dreamumm/long-view-thresholds.js';
import { TokenGallery } from '../../../models/dreamumm/token-gallery.js';
import { userVector } from '../../../models/dreamumm/user-vector.js';
import { videoId } from '../../../src/core/ids.js';
import { Random } from '../../../src/math/random.js';
import { timed } from '../timed.js';
import { recommendShape } from './recommend-shape.js';

/** DreamUMM: the vector of a user from their watches, and the nearest of all stored videos they have not seen. */
export function measureUserVector(count: number): number[] {
  const { galleryVideos, tokenWidth, watches: watchCount, recommended, seed } = recommendShape;
  const random = new Random(seed);
  const tokens = Array.from({ length: galleryVideos }, () => unitToken(tokenWidth, random));
  const gallery = new TokenGallery({ dimension: tokenWidth, tokens });
  const rows = Array.from({ length: watchCount }, () => random.below(galleryVideos));
  const stored = new Map(rows.map((row) => [videoId(`${row}`), tokens[row] as Float32Array]));
  const watches = rows.map((row) => ({
    itemId: videoId(`${row}`),
    watchSeconds: 30 * random.uniform(),
    durationSeconds: 20,
  }));
  const { alphaPerSecond, maximumWatchRatio } = dreamUmmConfig.parse({});
  const preference = { thresholds: DEFAULT_THRESHOLDS, alphaPerSecond, maximumWatchRatio };
  const recommend = (): void => {
    const { vector } = userVector({ ...preference, watches, tokens: stored });
    if (vector === undefined) throw new RangeError('The user has no vector.');
    gallery.nearest({ vector, limit: recommended, exclude: rows, tieSeed: seed });
  };
  timed(recommend, 5);
  return timed(recommend, count);
}

function unitToken(width: number, random: Random): Float32Array {
  const token = Float32Array.from({ length: width }, () => random.normal());
  const length = Math.hypot(...token);
  return token.map((value) => value / length);
}
