import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { withGradient } from './with-gradient.js';

/**
 * Rows of a table by number: [rows, width] and n numbers → [n, width]. The gradient adds each upstream row to its
 * table row.
 * Both run on the host: the memory of the WebAssembly backend is host memory, its `gather` is ten times slower than
 * a plain loop, and the `UnsortedSegmentSum` that the stock gradient needs does not exist there. (A one-hot product
 * instead would cost as much as the output layer of a language model.)
 */
export function embeddingLookup(table: Tensor2D, indices: Int32Array): Tensor2D {
  return withGradient([table] as const, (table) => ({
    value: (fused('GatherRows', { table }, { indices })?.[0] as Tensor2D) ?? gatherRows(table, indices),
    keep: [],
    gradient: (upstream) =>
      fused('ScatterAddRows', { rows: upstream }, { indices, count: table.shape[0] }) ?? [
        scatterAdd(upstream, indices, table.shape),
      ],
  }));
}

function gatherRows(table: Tensor2D, indices: Int32Array): Tensor2D {
  const width = table.shape[1];
  const from = table.dataSync<'float32'>();
  const to = new Float32Array(indices.length * width);
  for (let row = 0; row < indices.length; row += 1) {
    const start = (indices[row] as number) * width;
    for (let column = 0; column < width; column += 1)
      to[row * width + column] = from[start + column] as number;
  }
  return tensor2d(to, [indices.length, width]);
}

function scatterAdd(rows: Tensor2D, indices: Int32Array, shape: [number, number]): Tensor2D {
  const width = shape[1];
  const values = rows.dataSync<'float32'>();
  const result = new Float32Array(shape[0] * width);
  for (let row = 0; row < indices.length; row += 1) {
    const from = row * width;
    const to = (indices[row] as number) * width;
    for (let column = 0; column < width; column += 1) {
      result[to + column] = (result[to + column] as number) + (values[from + column] as number);
    }
  }
  return tensor2d(result, shape);
}
