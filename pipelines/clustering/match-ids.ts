import { hungarian } from '../../src/math/hungarian.js';

/** The exact search needs O(k³) steps over k² costs, which are 32 MB here. */
const MAX_EXACT_CLUSTERS = 2000;

interface Overlap {
  readonly cluster: number;
  readonly id: number;
  readonly rows: number;
}

/** How often rows of a new cluster carried each earlier id. Memory grows with the pairs that share a row. */
export class OverlapCounts {
  readonly #k: number;
  /** Rows by earlier id, for each new cluster that has any. */
  readonly #rowsById = new Map<number, Map<number, number>>();

  /** Ids at or above the new number of clusters cannot be kept, so they are not counted. */
  constructor(k: number) {
    this.#k = k;
  }

  add(cluster: number, previousId: number): void {
    if (previousId >= this.#k) return;
    const rowsById = this.#rowsById.get(cluster) ?? new Map<number, number>();
    rowsById.set(previousId, (rowsById.get(previousId) ?? 0) + 1);
    this.#rowsById.set(cluster, rowsById);
  }

  of(cluster: number, previousId: number): number {
    return this.#rowsById.get(cluster)?.get(previousId) ?? 0;
  }

  /** The pairs that share at least one row, in no promised order. */
  *pairs(): Generator<Overlap, void, void> {
    for (const [cluster, rowsById] of this.#rowsById) {
      for (const [id, rows] of rowsById) yield { cluster, id, rows };
    }
  }
}

export interface MatchedIds {
  /** [k] id of each new cluster: a permutation of 0…k − 1. */
  readonly ids: Int32Array;
  /** Clusters that share at least one row with the earlier cluster of their id. */
  readonly kept: number;
  /** Rows whose id stays the same. */
  readonly keptRows: number;
}

/**
 * Gives new clusters the earlier ids such that rows keep theirs: as many rows as possible up to 2000 clusters
 * (`hungarian`). Above that the pairs are taken greedily in descending overlap, ties by the lower cluster, then
 * the lower id, which keeps at least half of the most possible rows.
 */
export function matchIds(overlaps: OverlapCounts, k: number): MatchedIds {
  const ids = k <= MAX_EXACT_CLUSTERS ? hungarian(costsOf(overlaps, k), k, k) : greedyIds(overlaps, k);
  let kept = 0;
  let keptRows = 0;
  for (const [cluster, id] of ids.entries()) {
    const shared = overlaps.of(cluster, id);
    if (shared > 0) kept += 1;
    keptRows += shared;
  }
  return { ids, kept, keptRows };
}

/** [k, k] counts negated, as a cost. */
function costsOf(overlaps: OverlapCounts, k: number): Float64Array {
  const costs = new Float64Array(k * k);
  for (const { cluster, id, rows } of overlaps.pairs()) costs[cluster * k + id] = -rows;
  return costs;
}

/** [k] ids by descending overlap; clusters that keep none get the free ids in ascending order. */
function greedyIds(overlaps: OverlapCounts, k: number): Int32Array {
  const ids = new Int32Array(k).fill(-1);
  const isTaken = new Uint8Array(k);
  const pairs = [...overlaps.pairs()].sort(
    (left, right) => right.rows - left.rows || left.cluster - right.cluster || left.id - right.id,
  );
  for (const { cluster, id } of pairs) {
    if (ids[cluster] !== -1 || isTaken[id] === 1) continue;
    ids[cluster] = id;
    isTaken[id] = 1;
  }
  let free = 0;
  for (let cluster = 0; cluster < k; cluster += 1) {
    if (ids[cluster] !== -1) continue;
    while (isTaken[free] === 1) free += 1;
    ids[cluster] = free;
    isTaken[free] = 1;
  }
  return ids;
}
