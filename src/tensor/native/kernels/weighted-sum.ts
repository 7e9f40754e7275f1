import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { sizeOf } from '../heap.js';
import { nativeProgram } from '../native-program.js';
import type { Expression } from '../vector-program.js';

/** Σ weight · input of tensors of one shape, each read once. `input0`, `input1` … in the order of the weights. */
export const weightedSumKernel = defineKernel<
  Readonly<Record<string, TensorInfo>>,
  { readonly weights: readonly number[] }
>('WeightedSum', (heap, inputs, { weights }) => {
  const shape = (inputs.input0 as TensorInfo).shape;
  const total = heap.allocate(shape);
  programOf(weights.length)(heap, {
    count: sizeOf(shape),
    arrays: { ...inputs, total },
    scalars: Object.fromEntries(weights.map((weight, index) => [`weight${index}`, weight])),
  });
  return total;
});

const programs = new Map<number, ReturnType<typeof nativeProgram>>();

function programOf(count: number): ReturnType<typeof nativeProgram> {
  const indices = Array.from({ length: count }, (_, index) => index);
  const terms = indices.map((index): Expression => ['multiply', `input${index}`, `weight${index}`]);
  const program =
    programs.get(count) ??
    nativeProgram({
      arrays: [...indices.map((index) => `input${index}`), 'total'],
      scalars: indices.map((index) => `weight${index}`),
      stores: { total: terms.reduce((sum, term): Expression => ['add', sum, term]) },
    });
  programs.set(count, program);
  return program;
}
