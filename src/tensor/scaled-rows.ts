import { mul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/** Each row times a number of its own. [n, width] → [n, width] @param factors [n] */
export function scaledRows(input: Tensor2D, factors: Float32Array): Tensor2D {
  return withGradient([input] as const, (input) => {
    const column = tensor2d(factors, [factors.length, 1]);
    return {
      value: mul(input, column) as Tensor2D,
      keep: [column],
      gradient: (upstream, tensors) => [mul(upstream, kept<Tensor2D>(tensors, 0))],
    };
  });
}
