import type { Tensor2D } from '@tensorflow/tfjs-core';
import { dotsOfRows, rowsTimes } from './row-products.js';
import { kept, withGradient } from './with-gradient.js';

/** Each row times the number beside it, with gradients for both: [n, width] and [n, 1] → [n, width] */
export function multiplyRows(input: Tensor2D, factors: Tensor2D): Tensor2D {
  return withGradient([input, factors] as const, (input, factors) => ({
    value: rowsTimes(input, factors),
    keep: [input, factors],
    gradient: (upstream, tensors) => [
      rowsTimes(upstream, kept<Tensor2D>(tensors, 1)),
      dotsOfRows(upstream, kept<Tensor2D>(tensors, 0)),
    ],
  }));
}
