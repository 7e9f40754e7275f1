import { concat, slice, type Tensor2D } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/** Matrices of one height side by side: [n, w₁], [n, w₂] … → [n, w₁ + w₂ + …] */
export function concatColumns(inputs: readonly Tensor2D[]): Tensor2D {
  const widths = inputs.map((input) => input.shape[1]);
  return withGradient([...inputs], (...inputs) => ({
    value: concat(inputs, 1),
    keep: [],
    gradient: (upstream) => {
      let start = 0;
      return widths.map((width) => {
        const part = slice(upstream, [0, start], [upstream.shape[0], width]);
        start += width;
        return part;
      });
    },
  }));
}
