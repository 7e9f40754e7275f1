import type { VectorRow, VideoStore } from '../../src/core/store.js';
import { assignAll } from '../../src/math/assign-all.js';
import { centresOf } from '../clustering/assign-rows.js';
import type { ClusterSource } from '../clustering/cluster-source.js';

/**
 * The stored cluster whose centre is nearest to a vector that is not stored.
 * @returns null before the first clustering, and when the stored centres belong to other vectors
 */
export async function nearestCluster(options: {
  readonly store: VideoStore;
  readonly source: ClusterSource;
  readonly row: VectorRow;
  readonly signal: AbortSignal;
}): Promise<number | null> {
  const { store, source, row, signal } = options;
  const set = await store.clusters.latest(source.kind);
  if (set === undefined || set.space !== source.space || set.dimension !== source.dimension) return null;
  const values = new Float32Array(source.dimension);
  source.write({ row, by: { mean: set.mean, scale: set.scale }, target: values, targetOffset: 0 });
  const rows = { values, dimension: source.dimension };
  const { ids } = await assignAll({ rows, centres: centresOf(set), signal });
  return ids[0] ?? null;
}
