import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { nativeProgram } from '../native-program.js';

const TIMES = nativeProgram({
  arrays: ['input', 'product'],
  rowScalars: ['factors'],
  stores: { product: ['multiply', 'input', 'factors'] },
});

const DOTS = nativeProgram({ arrays: ['left', 'right'], rowSums: { dots: ['multiply', 'left', 'right'] } });

/** Each row times the number beside it: [n, width] and [n, 1] → [n, width] */
export const multiplyRowsKernel = defineKernel<{ readonly input: TensorInfo; readonly factors: TensorInfo }>(
  'MultiplyRows',
  (heap, { input, factors }) => {
    const [rows, count] = input.shape as [number, number];
    const product = heap.allocate(input.shape);
    TIMES(heap, { rows, count, arrays: { input, product }, perRow: { factors } });
    return product;
  },
);

/** Inner product of each row with the row beside it: [n, width] and [n, width] → [n, 1] */
export const rowDotsKernel = defineKernel<{ readonly left: TensorInfo; readonly right: TensorInfo }>(
  'RowDots',
  (heap, { left, right }) => {
    const [rows, count] = left.shape as [number, number];
    const dots = heap.allocate([rows, 1]);
    DOTS(heap, { rows, count, arrays: { left, right }, perRow: { dots } });
    return dots;
  },
);
