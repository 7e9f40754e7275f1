import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { withGradient } from './with-gradient.js';

/** A matrix in compressed sparse rows: the entries of row r are rowStarts[r] … rowStarts[r + 1] − 1. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columnCount: number;
  /** [rows + 1] ascending, from 0 to the number of entries */
  readonly rowStarts: Int32Array;
  /** [entries] 0 … columnCount − 1 */
  readonly columns: Int32Array;
  /** [entries] */
  readonly values: Float32Array;
}

/**
 * Sparse · dense with a gradient for the dense side; the transposed matrix is prepared once by the caller.
 * [rows, n] · [n, width] → [rows, width]: the propagation of graph recommenders.
 */
export function sparseProduct(options: {
  readonly matrix: SparseMatrix;
  /** `transposed(matrix)`; for a symmetric matrix the matrix itself. */
  readonly transposed: SparseMatrix;
  readonly dense: Tensor2D;
}): Tensor2D {
  return withGradient([options.dense] as const, (dense) => ({
    value: sparseTimesDense(options.matrix, dense),
    keep: [],
    gradient: (upstream) => [sparseTimesDense(options.transposed, upstream)],
  }));
}

/** [rows, n] · [n, width] → [rows, width], without a gradient of its own. */
export function sparseTimesDense(matrix: SparseMatrix, dense: Tensor2D): Tensor2D {
  const [product] = fused('SparseProduct', { dense }, { matrix }) ?? [];
  if (product !== undefined) return product as Tensor2D;
  const width = dense.shape[1];
  const values = new Float32Array(matrix.rows * width);
  sparseProductInto({ matrix, dense: dense.dataSync<'float32'>(), width, product: values });
  return tensor2d(values, [matrix.rows, width]);
}

/** Adds matrix · dense to `product`, all on the host. */
export function sparseProductInto(options: {
  readonly matrix: SparseMatrix;
  /** [columnCount, width] */
  readonly dense: Float32Array;
  readonly width: number;
  /** [rows, width] */
  readonly product: Float32Array;
}): void {
  const { matrix, dense, width, product } = options;
  const { rows, rowStarts, columns, values } = matrix;
  for (let row = 0; row < rows; row += 1) {
    const target = row * width;
    for (let at = rowStarts[row] as number; at < (rowStarts[row + 1] as number); at += 1) {
      const source = (columns[at] as number) * width;
      const value = values[at] as number;
      for (let column = 0; column < width; column += 1) {
        product[target + column] =
          (product[target + column] as number) + value * (dense[source + column] as number);
      }
    }
  }
}

/** The transposed matrix, entries of a row in the order of their columns. */
export function transposedSparse(matrix: SparseMatrix): SparseMatrix {
  const { rows, columnCount, rowStarts, columns, values } = matrix;
  const starts = new Int32Array(columnCount + 1);
  for (const column of columns) starts[column + 1] = (starts[column + 1] as number) + 1;
  for (let at = 0; at < columnCount; at += 1)
    starts[at + 1] = (starts[at + 1] as number) + (starts[at] as number);
  const next = starts.slice(0, columnCount);
  const transposed = { columns: new Int32Array(columns.length), values: new Float32Array(values.length) };
  for (let row = 0; row < rows; row += 1) {
    for (let at = rowStarts[row] as number; at < (rowStarts[row + 1] as number); at += 1) {
      const column = columns[at] as number;
      const to = next[column] as number;
      next[column] = to + 1;
      transposed.columns[to] = row;
      transposed.values[to] = values[at] as number;
    }
  }
  return { rows: columnCount, columnCount: rows, rowStarts: starts, ...transposed };
}
