import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { rowDots } from '../../src/tensor/row-dots.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import type { Scalar, Tensor2D } from '../../src/tensor/tensor.js';

/**
 * L⊥ of eq. 8: the squared inner product of every pair of modality interests, summed over the `rows` of a batch.
 * `weighted`: a modality each, [towers, modal width]; `rows`: [batch] tower of each pair.
 * @returns undefined with fewer than two modalities
 */
export function decouplingLoss(weighted: readonly Tensor2D[], rows: Int32Array): Scalar | undefined {
  const dots = weighted.flatMap(
    (left, at) => weighted.slice(at + 1).map((right) => embeddingLookup(rowDots(left, right), rows)), // [batch, 1]
  );
  return dots.length === 0 ? undefined : sumOfSquares(dots);
}
