import type { Tensor2D } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * The same values as a constant: nothing before them is differentiated through them (stop-gradient). [n, width]
 * The operation is recorded without inputs, so the backward pass ends here instead of carrying zeros on.
 */
export function withoutGradient(input: Tensor2D): Tensor2D {
  return withGradient([], () => ({ value: input.clone(), keep: [], gradient: () => [] }));
}
