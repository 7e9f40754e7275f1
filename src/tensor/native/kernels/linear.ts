import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { PRODUCT, PRODUCT_OF_TRANSPOSED, PRODUCT_WITH_TRANSPOSED } from '../gemm.js';
import { addBias, addRowsTo } from '../row-operations.js';

interface ForwardInputs {
  /** [n, a] */
  readonly input: TensorInfo;
  /** [a, b] */
  readonly weight: TensorInfo;
  /** [b] */
  readonly bias: TensorInfo;
}

/** input · weight + bias → [n, b] */
export const linearKernel = defineKernel<ForwardInputs>('Linear', (heap, { input, weight, bias }) => {
  const output = heap.allocate([input.shape[0] as number, weight.shape[1] as number]);
  PRODUCT.multiply(heap.operand(input), heap.operand(weight), heap.operand(output));
  addBias(heap, { rows: output, bias });
  return output;
});

interface BackwardInputs {
  /** [n, b] */
  readonly upstream: TensorInfo;
  /** [n, a] */
  readonly input: TensorInfo;
  /** [a, b] */
  readonly weight: TensorInfo;
}

/** Gradients of input [n, a], weight [a, b] and bias [b]. */
export const linearGradientKernel = defineKernel<BackwardInputs>(
  'LinearGradient',
  (heap, { upstream, input, weight }) => {
    const inputGradient = heap.allocate(input.shape);
    const weightGradient = heap.allocate(weight.shape);
    const biasGradient = heap.allocate([weight.shape[1] as number]);
    const slope = heap.operand(upstream);
    PRODUCT_WITH_TRANSPOSED.multiply(slope, heap.operand(weight), heap.operand(inputGradient));
    PRODUCT_OF_TRANSPOSED.multiply(heap.operand(input), slope, heap.operand(weightGradient));
    heap.values(biasGradient).fill(0);
    addRowsTo(heap, { rows: upstream, sums: biasGradient });
    return [inputGradient, weightGradient, biasGradient];
  },
);
