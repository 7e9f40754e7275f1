import type { Tensor2D } from '@tensorflow/tfjs-core';
import { weightedTotal } from './weighted-total.js';
import { withGradient } from './with-gradient.js';

/**
 * Σ weight · input of matrices of one shape, in one pass. [n, width] each → [n, width]
 * @param weights one per input; 1 each when absent
 * @throws RangeError for no input, or as many weights as there are not inputs
 */
export function addTensors(
  inputs: readonly Tensor2D[],
  weights: readonly number[] = inputs.map(() => 1),
): Tensor2D {
  if (inputs.length === 0 || weights.length !== inputs.length) {
    throw new RangeError(`A sum of ${inputs.length} matrices cannot have ${weights.length} weights.`);
  }
  return withGradient([...inputs], (...inputs) => ({
    value: weightedTotal(inputs, weights),
    keep: [],
    gradient: (upstream) => {
      const byWeight = new Map<number, Tensor2D>([[1, upstream]]);
      return weights.map((weight) => {
        const gradient = byWeight.get(weight) ?? weightedTotal([upstream], [weight]);
        byWeight.set(weight, gradient);
        return gradient.clone();
      });
    },
  }));
}
