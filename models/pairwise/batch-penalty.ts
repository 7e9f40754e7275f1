import type { RankedPairs } from '../../src/tensor/pair-ranking-loss.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import type { Scalar } from '../../src/tensor/tensor.js';

/**
 * ½ · Σ‖row‖² / batch of the rows that take part in a batch, before any propagation (He et al. 2020, eq. 15, as the
 * authors compute it: rows of the batch, not of the whole tables).
 * @returns the penalty as a term of a weighted sum
 */
export function batchPenalty(
  initial: RankedPairs,
  weight: number,
): { readonly value: Scalar; readonly weight: number } {
  const { users, positives, negatives } = initial;
  return {
    value: sumOfSquares([users, positives, negatives]),
    weight: weight / (2 * users.shape[0]),
  };
}
