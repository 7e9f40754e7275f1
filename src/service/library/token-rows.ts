import { TokenGallery } from '../../../models/dreamumm/token-gallery.js';
import type { EmbeddingSpace } from '../../core/embedding.js';
import type { VideoId } from '../../core/ids.js';

/** Tokens of the library's space and whose they are. Rows are only ever added; a video that changed gets a new one. */
export interface TokenRows {
  readonly space: EmbeddingSpace;
  readonly gallery: TokenGallery;
  /** [gallery.count] also of rows that are no longer shown */
  readonly ids: VideoId[];
}

/** Room for a tenth more, so that new videos need no new gallery for a while. */
const SPARE_SHARE = 0.1;
const SPARE_LEAST = 256;

export function createTokenRows(space: EmbeddingSpace, tokens: number): TokenRows {
  const spare = tokens + SPARE_LEAST + Math.ceil(tokens * SPARE_SHARE);
  return { space, gallery: new TokenGallery({ dimension: space.dimension, tokens: [], spare }), ids: [] };
}

/** Adds the token of a video as a row that is not found until it is shown. @returns undefined when there is no room */
export function addTokenRow(rows: TokenRows, id: VideoId, token: Float32Array): number | undefined {
  if (rows.gallery.room === 0) return undefined;
  rows.ids.push(id);
  return rows.gallery.append(token);
}
