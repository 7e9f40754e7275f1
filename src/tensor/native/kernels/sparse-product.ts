import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SparseMatrix } from '../../sparse-product.js';
import { defineKernel } from '../define-kernel.js';
import type { Heap } from '../heap.js';
import { runRagged, type Strided } from '../ragged-program.js';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

interface Inputs {
  /** [n, width] */
  readonly dense: TensorInfo;
}

interface Attributes {
  /** [rows, n] */
  readonly matrix: SparseMatrix;
}

/** matrix · dense → [rows, width] */
export const sparseProductKernel = defineKernel<Inputs, Attributes>(
  'SparseProduct',
  (heap, { dense }, { matrix }) => multiply(heap, { matrix, dense }),
);

/** scale · (matrix · dense + added) → [rows, width] */
export const sparseProductAndSumKernel = defineKernel<
  Inputs & { readonly added: TensorInfo },
  Attributes & { readonly scale: number }
>('SparseProductAndSum', (heap, { dense, added }, { matrix, scale }) =>
  multiply(heap, { matrix, dense, added, scale }),
);

/**
 * The matrix is copied into the memory at each product: a few hundredths of the time, no copy that could outlive or
 * disagree with it, and nothing to release when it is not used any more.
 */
function multiply(
  heap: Heap,
  options: Inputs & Attributes & { readonly added?: TensorInfo; readonly scale?: number },
): TensorInfo {
  const { matrix, dense, added, scale = 1 } = options;
  const { rows, rowStarts, columns, values } = matrix;
  const width = dense.shape[1] as number;
  const product = heap.allocate([rows, width]);
  const starts = heap.copyIntegers(rowStarts);
  const places = heap.copyIntegers(columns);
  const numbers = heap.allocate([values.length]);
  heap.values(numbers).set(values);
  const rowsOf = (tensor: TensorInfo): Strided => ({ offset: heap.offset(tensor), stride: BYTES * width });
  runRagged(heap, added === undefined ? 'gather' : 'gather-add', {
    rows,
    count: width,
    starts: heap.offset(starts),
    columns: heap.offset(places),
    numbers: { offset: heap.offset(numbers), stride: BYTES },
    own: rowsOf(product),
    others: rowsOf(dense),
    ...(added === undefined ? {} : { added: rowsOf(added) }),
    scale,
  });
  for (const temporary of [starts, places, numbers]) heap.release(temporary);
  return product;
}
