import { add, div, mul, sqrt, square, sub, sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/** Keeps a zero row finite; far below the length of any row that means something. */
const EPSILON = 1e-12;

/** Each row divided by its Euclidean length, with the closed-form gradient. [n, width] → [n, width] */
export function unitRows(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => {
    const length = sqrt(add(sum(square(input), 1, true), EPSILON)) as Tensor2D; // [n, 1]
    const unit = div(input, length) as Tensor2D; // [n, width]
    return {
      value: unit,
      keep: [unit, length],
      gradient: (upstream, tensors) => {
        const direction = kept<Tensor2D>(tensors, 0);
        const radial = mul(direction, sum(mul(upstream, direction), 1, true));
        return [div(sub(upstream, radial), kept<Tensor2D>(tensors, 1))];
      },
    };
  });
}
