import { setImmediate } from 'node:timers/promises';
import { UMAP } from 'umap-js';
import type { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import type { ProgressStage } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';

/** Points of the plane, in the order of the rows. */
export interface Points {
  /** [rows] */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** As in the paper; fewer where there are fewer videos. */
const NEIGHBOURS = 15;
const MINIMUM_DISTANCE = 0.1;
/** Queries between two looks at the signal. */
const QUERIES_PER_TURN = 64;

/**
 * UMAP (McInnes, Healy and Melville 2018, arXiv:1802.03426) of unit vectors under cosine distance. The neighbours are
 * exact, so nothing but the start and the negative samples is drawn: the same seed gives the same picture.
 * @param options.gallery at least 4 rows, all usable
 * @throws the signal's reason after an abort, between two epochs
 */
export async function projectUmap(options: {
  readonly gallery: TokenGallery;
  readonly seed: number;
  /** Counts epochs. */
  readonly stage: ProgressStage;
  readonly signal: AbortSignal;
}): Promise<Points> {
  const { gallery, seed, stage, signal } = options;
  const nNeighbors = Math.min(NEIGHBOURS, gallery.count - 1);
  const random = new Random(seed);
  const umap = new UMAP({
    nNeighbors,
    minDist: MINIMUM_DISTANCE,
    nComponents: 2,
    random: () => random.uniform(),
  });
  const { indices, distances } = await nearestOfAll({ gallery, count: nNeighbors, seed, signal });
  umap.setPrecomputedKNN(indices, distances);
  const rows = Array.from({ length: gallery.count }, (_, row) => Array.from(gallery.token(row)));
  const epochs = umap.initializeFit(rows);
  stage.setTotal(epochs);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    umap.step();
    stage.advance(1);
    await setImmediate();
    signal.throwIfAborted();
  }
  const embedding = umap.getEmbedding();
  return {
    x: Float64Array.from(embedding, ([x]) => x as number),
    y: Float64Array.from(embedding, ([, y]) => y as number),
  };
}

/** Every row with its nearest rows, itself first, and 1 − cosine to each. */
async function nearestOfAll(options: {
  readonly gallery: TokenGallery;
  readonly count: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}): Promise<{ readonly indices: number[][]; readonly distances: number[][] }> {
  const { gallery, count, seed, signal } = options;
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < gallery.count; row += 1) {
    const vector = gallery.token(row).slice();
    const found = gallery.nearest({ vector, limit: count - 1, exclude: [row], tieSeed: seed });
    indices.push([row, ...found.map((each) => each.row)]);
    distances.push([0, ...found.map(({ score }) => Math.max(0, 1 - score))]);
    if (row % QUERIES_PER_TURN === 0) await setImmediate();
    signal.throwIfAborted();
  }
  return { indices, distances };
}
