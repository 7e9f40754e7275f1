import type { Tensor2D } from '@tensorflow/tfjs-core';
import { gatherRows, scatterAddRows } from './gather-rows.js';
import { withGradient } from './with-gradient.js';

/**
 * Sum of the rows that bear the same number: [n, width] and n numbers below `count` → [count, width]; a number that no
 * row bears gets zeros. The counterpart of `embeddingLookup`, whose gradient it is.
 */
export function rowSumsByIndex(rows: Tensor2D, indices: Int32Array, count: number): Tensor2D {
  return withGradient([rows] as const, (rows) => ({
    value: scatterAddRows(rows, indices, count),
    keep: [],
    gradient: (upstream) => [gatherRows(upstream, indices)],
  }));
}
