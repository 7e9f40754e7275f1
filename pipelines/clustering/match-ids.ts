import { hungarian } from '../../src/math/hungarian.js';

/** How often rows of a new cluster carried each earlier id. */
export class OverlapCounts {
  readonly #k: number;
  readonly #counts: Float64Array;

  /** Ids at or above the new number of clusters cannot be kept, so they are not counted. */
  constructor(k: number) {
    this.#k = k;
    this.#counts = new Float64Array(k * k);
  }

  add(cluster: number, previousId: number): void {
    if (previousId >= this.#k) return;
    const at = cluster * this.#k + previousId;
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  of(cluster: number, previousId: number): number {
    return this.#counts[cluster * this.#k + previousId] as number;
  }

  /** [k, k] negated, as a cost. */
  costs(): Float64Array {
    return this.#counts.map((count) => -count);
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

/** Gives new clusters the earlier ids such that as many rows as possible keep theirs. */
export function matchIds(overlaps: OverlapCounts, k: number): MatchedIds {
  const ids = hungarian(overlaps.costs(), k, k);
  let kept = 0;
  let keptRows = 0;
  for (const [cluster, id] of ids.entries()) {
    const shared = overlaps.of(cluster, id);
    if (shared > 0) kept += 1;
    keptRows += shared;
  }
  return { ids, kept, keptRows };
}
