import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import type { Heap } from '../heap.js';
import type { RaggedOperation } from '../ragged-code.js';
import { runRagged } from '../ragged-program.js';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

interface Indices {
  readonly indices: Int32Array;
}

/** Rows of a table by number: [classes, width] → [indices, width] */
export const gatherRowsKernel = defineKernel<{ readonly table: TensorInfo }, Indices>(
  'GatherRows',
  (heap, { table }, { indices }) => {
    const width = table.shape[1] as number;
    const rows = heap.allocate([indices.length, width]);
    onRows(heap, 'gather', { indices, own: rows, others: table });
    return rows;
  },
);

/** Rows are added to the row of a table of zeros that their index names: the gradient of `GatherRows`. */
export const scatterAddRowsKernel = defineKernel<
  { readonly rows: TensorInfo },
  Indices & { readonly count: number }
>('ScatterAddRows', (heap, { rows }, { indices, count }) => {
  const width = rows.shape[1] as number;
  const table = heap.allocate([count, width]);
  heap.values(table).fill(0);
  onRows(heap, 'scatter', { indices, own: rows, others: table });
  return table;
});

/** Each row of `own` against the one row of `others` that its index names, with the number 1. */
function onRows(
  heap: Heap,
  operation: RaggedOperation,
  options: Indices & { readonly own: TensorInfo; readonly others: TensorInfo },
): void {
  const { indices, own, others } = options;
  const rows = indices.length;
  const width = own.shape[1] as number;
  const counted = new Int32Array(rows + 1);
  for (let row = 0; row <= rows; row += 1) counted[row] = row;
  const starts = heap.copyIntegers(counted);
  const columns = heap.copyIntegers(indices);
  const one = heap.allocate([1]);
  heap.values(one)[0] = 1;
  runRagged(heap, operation, {
    rows,
    count: width,
    starts: heap.offset(starts),
    columns: heap.offset(columns),
    numbers: { offset: heap.offset(one), stride: 0 },
    own: { offset: heap.offset(own), stride: BYTES * width },
    others: { offset: heap.offset(others), stride: BYTES * width },
  });
  for (const temporary of [starts, columns, one]) heap.release(temporary);
}

/** The stock gradient of `tf.gather`, which the WebAssembly backend (4.22) lacks. */
export const unsortedSegmentSumKernel = defineKernel<
  { readonly x: TensorInfo; readonly segmentIds: TensorInfo },
  { readonly numSegments: number }
>('UnsortedSegmentSum', (heap, { x, segmentIds }, { numSegments }) => {
  const [, ...rest] = x.shape;
  const width = rest.reduce((product, length) => product * length, 1);
  const sums = heap.allocate([numSegments, ...rest]);
  const indices = heap.integers(segmentIds);
  addRows({ from: heap.values(x), to: heap.values(sums).fill(0), indices, width });
  return sums;
});

/** An index below 0 drops its row, as TensorFlow's segment sums do. */
function addRows(options: {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly indices: Int32Array;
  readonly width: number;
}): void {
  const { from, to, indices, width } = options;
  for (let row = 0; row < indices.length; row += 1) {
    const index = indices[row] as number;
    if (index < 0) continue;
    for (let column = 0; column < width; column += 1) {
      const at = index * width + column;
      to[at] = (to[at] as number) + (from[row * width + column] as number);
    }
  }
}
