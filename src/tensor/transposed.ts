import { type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/** [n, m] → [m, n], with its gradient. For small matrices: the large ones are never transposed. */
export function transposed(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => ({
    value: transpose(input),
    keep: [],
    gradient: (upstream) => [transpose(upstream)],
  }));
}
