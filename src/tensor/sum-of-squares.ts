import { addN, type Scalar, square, sum, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { timesScalar } from './weighted-total.js';
import { withGradient } from './with-gradient.js';

/** Σ x² over all values of all inputs, with its gradient 2x: what regularises. */
export function sumOfSquares(inputs: readonly Tensor2D[]): Scalar {
  return withGradient([...inputs], (...inputs) => ({
    value: addN(inputs.map(squaredLength)),
    keep: inputs,
    gradient: (upstream, tensors) => tensors.map((input) => timesScalar(input, upstream, 2)),
  }));
}

/** Σ x² of one tensor, without a gradient. */
export function squaredLength(values: Tensor): Scalar {
  const [total] = fused('SumOfSquares', { values }) ?? [sum(square(values))];
  return total as Scalar;
}
