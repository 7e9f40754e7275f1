import { add, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { columnSums } from './product.js';
import { withGradient } from './with-gradient.js';

/** One row added to every row: [n, width] and [width] → [n, width] */
export function addRow(input: Tensor2D, row: Tensor1D): Tensor2D {
  return withGradient([input, row] as const, (input, row) => ({
    value: add(input, row) as Tensor2D,
    keep: [],
    gradient: (upstream) => [upstream.clone(), columnSums(upstream)],
  }));
}
