import { pad, type Tensor2D } from '@tensorflow/tfjs-core';
import { columnsOf } from './columns.js';
import { withGradient } from './with-gradient.js';

/** Columns `start` … `start + width` − 1 of a matrix: [n, columns] → [n, width] */
export function sliceColumns(input: Tensor2D, start: number, width: number): Tensor2D {
  const columns = input.shape[1];
  return withGradient([input] as const, (input) => ({
    value: columnsOf(input, start, width),
    keep: [],
    gradient: (upstream) => [
      pad(upstream, [
        [0, 0],
        [start, columns - start - width],
      ]),
    ],
  }));
}
