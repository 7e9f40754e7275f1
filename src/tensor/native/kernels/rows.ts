import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';

interface Indices {
  readonly indices: Int32Array;
}

/** Rows of a table by number: [classes, width] → [indices, width] */
export const gatherRowsKernel = defineKernel<{ readonly table: TensorInfo }, Indices>(
  'GatherRows',
  (heap, { table }, { indices }) => {
    const width = table.shape[1] as number;
    const rows = heap.allocate([indices.length, width]);
    const from = heap.values(table);
    const to = heap.values(rows);
    for (let row = 0; row < indices.length; row += 1) {
      const start = (indices[row] as number) * width;
      to.set(from.subarray(start, start + width), row * width);
    }
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
  addRows({ from: heap.values(rows), to: heap.values(table).fill(0), indices, width });
  return table;
});

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
