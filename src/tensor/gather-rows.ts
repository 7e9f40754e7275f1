import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';

/*
 * Rows by number, without a gradient of their own: what the look-ups are made of. Where they are not fused they run on
 * the host: the memory of the WebAssembly backend is host memory, its `gather` is ten times slower than a plain loop, and
 * the `UnsortedSegmentSum` that the stock gradient needs does not exist there. (A one-hot product instead would cost as
 * much as the output layer of a language model.)
 */

/** Rows of a table: [rows, width] and n numbers → [n, width]. @throws RangeError for a number that is no row */
export function gatherRows(table: Tensor2D, indices: Int32Array): Tensor2D {
  requireRows(indices, table.shape[0]);
  const [gathered] = fused('GatherRows', { table }, { indices }) ?? [];
  if (gathered !== undefined) return gathered as Tensor2D;
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

/** Each of n rows added to the row of its number in a table of zeros: [n, width] → [count, width] */
export function scatterAddRows(rows: Tensor2D, indices: Int32Array, count: number): Tensor2D {
  requireRows(indices, count);
  const [table] = fused('ScatterAddRows', { rows }, { indices, count }) ?? [];
  if (table !== undefined) return table as Tensor2D;
  const width = rows.shape[1];
  const values = rows.dataSync<'float32'>();
  const result = new Float32Array(count * width);
  for (let row = 0; row < indices.length; row += 1) {
    const from = row * width;
    const to = (indices[row] as number) * width;
    for (let column = 0; column < width; column += 1) {
      result[to + column] = (result[to + column] as number) + (values[from + column] as number);
    }
  }
  return tensor2d(result, [count, width]);
}

/** A native kernel would read and write beyond the table, and break the memory of everything else. */
function requireRows(indices: Int32Array, count: number): void {
  for (const index of indices) {
    if (index < 0 || index >= count)
      throw new RangeError(`Row ${index} was asked of a table of ${count} rows.`);
  }
}
