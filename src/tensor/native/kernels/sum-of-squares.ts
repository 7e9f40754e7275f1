import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { sizeOf } from '../heap.js';
import { nativeProgram } from '../native-program.js';

const SUM = nativeProgram({ arrays: ['values'], rowSums: { sum: ['multiply', 'values', 'values'] } });

/** Numbers that are added in float32 before the sum goes on in float64: millions would lose digits. */
const RUN = 16_384;

/** Σ x² of all values → a scalar. */
export const sumOfSquaresKernel = defineKernel<{ readonly values: TensorInfo }>(
  'SumOfSquares',
  (heap, { values }) => {
    const size = sizeOf(values.shape);
    const rows = Math.floor(size / RUN);
    const total = heap.allocate([]);
    const sum = heap.allocate([rows + 1]);
    const rest = heap.allocate([1]);
    SUM(heap, { rows, count: RUN, arrays: { values }, perRow: { sum } });
    const left = { tensor: values, start: rows * RUN };
    SUM(heap, { count: size - rows * RUN, arrays: { values: left }, perRow: { sum: rest } });
    const parts = [...heap.values(sum).subarray(0, rows), ...heap.values(rest)];
    heap.values(total)[0] = parts.reduce((before, part) => before + part, 0);
    heap.release(sum);
    heap.release(rest);
    return total;
  },
);
