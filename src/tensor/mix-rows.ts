import type { Tensor2D } from '@tensorflow/tfjs-core';
import { addTensors } from './add-tensors.js';
import { multiplyRows } from './multiply-rows.js';
import { sliceColumns } from './slice-columns.js';

/**
 * Σ weights[:, m] · parts[m], each row with weights of its own, with gradients for weights and parts.
 * [n, m] and m matrices [n, width] → [n, width]
 * @throws RangeError where there is not one column of weights for each part
 */
export function mixRows(weights: Tensor2D, parts: readonly Tensor2D[]): Tensor2D {
  if (weights.shape[1] !== parts.length) {
    throw new RangeError(`${parts.length} parts cannot be mixed by ${weights.shape[1]} columns of weights.`);
  }
  return addTensors(parts.map((part, index) => multiplyRows(part, sliceColumns(weights, index, 1))));
}
