import type { SparseMatrix } from '../../src/tensor/sparse-product.js';

/**
 * Two matrices of one shape, entry by entry, an entry that only one has together with 0; columns ascending in each row.
 * @param merge of the two values at one place: `Math.max`, a weighted sum
 */
export function mergedSparse(
  left: SparseMatrix,
  right: SparseMatrix,
  merge: (left: number, right: number) => number,
): SparseMatrix {
  const { rows, columnCount } = left;
  const rowStarts = new Int32Array(rows + 1);
  const columns = new Int32Array(left.columns.length + right.columns.length);
  const values = new Float32Array(columns.length);
  const lefts = new Float64Array(columnCount);
  const rights = new Float64Array(columnCount);
  const rowOf = new Int32Array(columnCount).fill(-1);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    const start = end;
    for (const [matrix, line] of [
      [left, lefts],
      [right, rights],
    ] as const) {
      for (let at = matrix.rowStarts[row] as number; at < (matrix.rowStarts[row + 1] as number); at += 1) {
        const column = matrix.columns[at] as number;
        line[column] = matrix.values[at] as number;
        if (rowOf[column] === row) continue;
        rowOf[column] = row;
        columns[end] = column;
        end += 1;
      }
    }
    columns.subarray(start, end).sort();
    for (let at = start; at < end; at += 1) {
      const column = columns[at] as number;
      values[at] = merge(lefts[column] as number, rights[column] as number);
      lefts[column] = 0;
      rights[column] = 0;
    }
    rowStarts[row + 1] = end;
  }
  return { rows, columnCount, rowStarts, columns: columns.slice(0, end), values: values.slice(0, end) };
}
