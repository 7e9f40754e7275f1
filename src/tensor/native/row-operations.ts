import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.js';
import { nativeProgram } from './native-program.js';

const ADD = nativeProgram({
  arrays: ['sum', 'added'],
  stores: { sum: ['add', 'sum', 'added'] },
});

/** Rows `start` … `end` − 1 of a matrix. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

interface RowOptions {
  /** [n, width] */
  readonly rows: TensorInfo;
  /** All rows when absent. */
  readonly range?: RowRange;
}

/** Adds a bias [width] to rows of a matrix in place: faster than the bias of ONNX Runtime's Gemm. */
export function addBias(heap: Heap, options: RowOptions & { readonly bias: TensorInfo }): void {
  const { tensor, start, rows, count } = runOf(options);
  ADD(heap, {
    rows,
    count,
    arrays: { sum: { tensor, start }, added: { tensor: options.bias, shared: true } },
  });
}

/** Adds rows of a matrix to `sums` [width]. */
export function addRowsTo(heap: Heap, options: RowOptions & { readonly sums: TensorInfo }): void {
  const { tensor, start, rows, count } = runOf(options);
  ADD(heap, {
    rows,
    count,
    arrays: { sum: { tensor: options.sums, shared: true }, added: { tensor, start } },
  });
}

function runOf({ rows: tensor, range }: RowOptions) {
  const [all, count] = tensor.shape as [number, number];
  const { start, end } = range ?? { start: 0, end: all };
  return { tensor, count, start: start * count, rows: end - start };
}
