import { concat, type Tensor2D } from '@tensorflow/tfjs-core';
import { gatherRows, scatterAddRows } from './gather-rows.js';
import { withGradients } from './with-gradients.js';

/**
 * Rows of a table by number: [rows, width] and n numbers → [n, width]. The gradient adds each upstream row to its
 * table row.
 */
export function embeddingLookup(table: Tensor2D, indices: Int32Array): Tensor2D {
  const [rows] = embeddingLookups(table, [indices]);
  return rows as Tensor2D;
}

/**
 * Several look-ups in one table, [rows, width] and n₁, n₂, … numbers → [n₁, width], [n₂, width], …, whose gradients go
 * into one table together: apart, each would make a table of its own, and adding those takes longer than the rows.
 */
export function embeddingLookups(table: Tensor2D, lists: readonly Int32Array[]): Tensor2D[] {
  return withGradients([table] as const, (table) => ({
    values: lists.map((indices) => gatherRows(table, indices)),
    gradient: (upstreams) => [scatterAddRows(stacked(upstreams), joined(lists), table.shape[0])],
  }));
}

function stacked(parts: readonly Tensor2D[]): Tensor2D {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : concat([...parts], 0);
}

function joined(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const list of lists) {
    all.set(list, start);
    start += list.length;
  }
  return all;
}
