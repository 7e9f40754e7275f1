import type { VectorRow, VideoStore } from '../../src/core/store.js';
import type { Matrix } from '../../src/math/assign.js';
import { kMeans } from '../../src/math/k-means.js';
import { Random } from '../../src/math/random.js';
import type { Standardisation } from '../../src/math/standardise.js';
import { ROWS_PER_PAGE } from './assign-rows.js';
import type { ClusterSource } from './cluster-source.js';

/** Rows a fit is made on at most: some 200 for each centre of the default k. */
export const DEFAULT_SAMPLE_ROWS = 50_000;

export interface FittedCentres {
  /** [k, dimension] */
  readonly centres: Matrix;
  readonly by: Standardisation;
  readonly fittedOn: number;
  /** Rows that have a vector. */
  readonly rows: number;
}

/** √n in 2…1000 (M3CSR uses 1000 for 10 million videos), never above n. */
export function defaultClusterCount(rows: number): number {
  return Math.min(rows, Math.max(2, Math.min(1000, Math.round(Math.sqrt(rows)))));
}

/**
 * Reads all vectors of a kind once: their statistics over all rows, and a seeded sample (reservoir sampling,
 * Vitter 1985) on which k-means runs. @returns undefined when no row has a vector.
 * @throws VidtokenError `too-few-videos` when `k` exceeds the rows.
 */
export async function fitCentres(options: {
  readonly store: VideoStore;
  readonly source: ClusterSource;
  readonly k: number | undefined;
  readonly seed: number;
  readonly sampleRows: number;
  readonly signal: AbortSignal;
}): Promise<FittedCentres | undefined> {
  const { store, source, seed, sampleRows, signal } = options;
  const { dimension } = source;
  const random = new Random(seed);
  const sample: VectorRow[] = [];
  let seen = 0;
  for await (const rows of store.videos.scanVectors({ where: source.whereVector, pageSize: ROWS_PER_PAGE })) {
    signal.throwIfAborted();
    for (const row of rows) {
      source.observe(row);
      const slot = seen < sampleRows ? seen : random.below(seen + 1);
      if (slot < sampleRows) sample[slot] = row;
      seen += 1;
    }
  }
  if (seen === 0) return undefined;
  const by = source.standardisation();
  const values = new Float32Array(sample.length * dimension);
  for (const [index, row] of sample.entries()) {
    source.write({ row, by, target: values, targetOffset: index * dimension });
  }
  const k = options.k ?? Math.min(sample.length, defaultClusterCount(seen));
  const fit = await kMeans({ rows: { values, dimension }, k, random, signal });
  const centres = { values: Float32Array.from(fit.centres.values), dimension };
  return { centres, by, fittedOn: sample.length, rows: seen };
}
