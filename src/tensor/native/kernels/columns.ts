import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { nativeProgram } from '../native-program.js';

const COPY = nativeProgram({ arrays: ['from', 'to'], stores: { to: 'from' } });

/** Columns `start` … `start + width` − 1: [n, columns] → [n, width] */
export const sliceColumnsKernel = defineKernel<
  { readonly input: TensorInfo },
  { readonly start: number; readonly width: number }
>('SliceColumns', (heap, { input }, { start, width }) => {
  const [rows, columns] = input.shape as [number, number];
  const part = heap.allocate([rows, width]);
  const from = { tensor: input, start, pitch: columns };
  COPY(heap, { rows, count: width, arrays: { from, to: part } });
  return part;
});

/** Matrices side by side, `input0`, `input1` …: [n, w₁], [n, w₂] … → [n, w₁ + w₂ + …] */
export const concatColumnsKernel = defineKernel<Readonly<Record<string, TensorInfo>>>(
  'ConcatColumns',
  (heap, inputs) => {
    const parts = Object.keys(inputs).map((_, index) => inputs[`input${index}`] as TensorInfo);
    const widths = parts.map(({ shape }) => shape[1] as number);
    const pitch = widths.reduce((sum, width) => sum + width, 0);
    const rows = parts[0]?.shape[0] as number;
    const joined = heap.allocate([rows, pitch]);
    let start = 0;
    for (const [index, part] of parts.entries()) {
      const count = widths[index] as number;
      COPY(heap, { rows, count, arrays: { from: part, to: { tensor: joined, start, pitch } } });
      start += count;
    }
    return joined;
  },
);
