import { mul, type Tensor2D } from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/** Product of two matrices of one shape, number by number. [n, width] each → [n, width] */
export function elementProduct(left: Tensor2D, right: Tensor2D): Tensor2D {
  return withGradient([left, right] as const, (left, right) => ({
    value: mul(left, right) as Tensor2D,
    keep: [left, right],
    gradient: (upstream, tensors) => [
      mul(upstream, kept<Tensor2D>(tensors, 1)),
      mul(upstream, kept<Tensor2D>(tensors, 0)),
    ],
  }));
}
