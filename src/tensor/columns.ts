import { concat, slice, type Tensor2D } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';

/* Columns without a gradient of their own: cutting is the gradient of joining. */

/** Columns `start` … `start + width` − 1: [n, columns] → [n, width] */
export function columnsOf(input: Tensor2D, start: number, width: number): Tensor2D {
  const [part] = fused('SliceColumns', { input }, { start, width }) ?? [
    slice(input, [0, start], [input.shape[0], width]),
  ];
  return part as Tensor2D;
}

/** Matrices of one height side by side: [n, w₁], [n, w₂] … → [n, w₁ + w₂ + …] */
export function joinedColumns(inputs: readonly Tensor2D[]): Tensor2D {
  const named = Object.fromEntries(inputs.map((input, index) => [`input${index}`, input]));
  const [joined] = fused('ConcatColumns', named) ?? [concat([...inputs], 1)];
  return joined as Tensor2D;
}
