import type { Tensor2D } from '@tensorflow/tfjs-core';
import { dotsOfRows, rowsTimes } from './row-products.js';
import { kept, withGradient } from './with-gradient.js';

/** Inner product of each row with the row beside it: [n, width] and [n, width] → [n, 1] */
export function rowDots(left: Tensor2D, right: Tensor2D): Tensor2D {
  return withGradient([left, right] as const, (left, right) => ({
    value: dotsOfRows(left, right),
    keep: [left, right],
    gradient: (upstream, tensors) => [
      rowsTimes(kept<Tensor2D>(tensors, 1), upstream),
      rowsTimes(kept<Tensor2D>(tensors, 0), upstream),
    ],
  }));
}
