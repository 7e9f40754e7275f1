import type { Tensor2D } from '@tensorflow/tfjs-core';
import { columnsOf, joinedColumns } from './columns.js';
import { withGradient } from './with-gradient.js';

/** Matrices of one height side by side: [n, w₁], [n, w₂] … → [n, w₁ + w₂ + …] */
export function concatColumns(inputs: readonly Tensor2D[]): Tensor2D {
  const widths = inputs.map((input) => input.shape[1]);
  return withGradient([...inputs], (...inputs) => ({
    value: joinedColumns(inputs),
    keep: [],
    gradient: (upstream) => {
      let start = 0;
      return widths.map((width) => {
        const part = columnsOf(upstream, start, width);
        start += width;
        return part;
      });
    },
  }));
}
