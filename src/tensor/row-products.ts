import { mul, sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';

/* Products along rows without a gradient of their own: each is the gradient of the other. */

/** [n, width] and [n, 1] → [n, width] */
export function rowsTimes(input: Tensor2D, factors: Tensor2D): Tensor2D {
  const [product] = fused('MultiplyRows', { input, factors }) ?? [mul(input, factors)];
  return product as Tensor2D;
}

/** [n, width] and [n, width] → [n, 1] */
export function dotsOfRows(left: Tensor2D, right: Tensor2D): Tensor2D {
  const [dots] = fused('RowDots', { left, right }) ?? [sum(mul(left, right), 1, true)];
  return dots as Tensor2D;
}
