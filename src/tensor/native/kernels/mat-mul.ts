import type { TensorInfo } from '@tensorflow/tfjs-core';
import { batchedProduct } from '../batched-product.js';
import { defineKernel } from '../define-kernel.js';
import { sizeOf } from '../heap.js';

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** One session for each pair of transpose flags. */
const SESSIONS = [false, true].map((transposeLeft) =>
  [false, true].map((transposeRight) => batchedProduct({ transposeLeft, transposeRight })),
);

/** `tf.matMul`: [… , n, k] · [… , k, m] → [… , n, m], either side transposed at no cost. */
export const matMulKernel = defineKernel<Inputs, Attributes>(
  'BatchMatMul',
  (heap, { a, b }, { transposeA, transposeB }) => {
    const rows = a.shape.at(transposeA ? -1 : -2) as number;
    const columns = b.shape.at(transposeB ? -2 : -1) as number;
    const product = heap.allocate([...leadingShape(a.shape, b.shape), rows, columns]);
    if (sizeOf(a.shape) === 0 || sizeOf(b.shape) === 0) heap.values(product).fill(0);
    else {
      SESSIONS[Number(transposeA)]?.[Number(transposeB)]?.run(
        { left: heap.operand(a), right: heap.operand(b) },
        { product: heap.operand(product) },
      );
    }
    return product;
  },
);

/** Leading axes after broadcasting; `tf.matMul` has checked that they fit. */
function leadingShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length) - 2;
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[a.length - 2 - rank + axis] ?? 1;
    const right = b[b.length - 2 - rank + axis] ?? 1;
    return left === 1 ? right : left;
  });
}
