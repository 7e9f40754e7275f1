import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import { type SparseMatrix, sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import { tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { computedOn, expectNear } from '../support/on-backend.js';

describe('a sparse product on the native backend', () => {
  /** Rows 0 and 2 are empty, columns 1 and 3 too. */
  const matrix: SparseMatrix = {
    rows: 4,
    columnCount: 5,
    rowStarts: Int32Array.of(0, 0, 3, 3, 4),
    columns: Int32Array.of(0, 2, 4, 2),
    values: Float32Array.of(2, -1, 0.5, 3),
  };
  const dense = [
    [0, 0, 0, 0, 0],
    [2, 0, -1, 0, 0.5],
    [0, 0, 0, 0, 0],
    [0, 0, 3, 0, 0],
  ];

  it('is the dense product, empty rows and all, and so is its gradient', async () => {
    const given = (multiply: 'sparse' | 'dense') => ({
      shapes: { dense: [5, 3] },
      operation: (p: Parameters) =>
        multiply === 'sparse'
          ? sparseProduct({ matrix, transposed: transposedSparse(matrix), dense: p.get('dense') })
          : linear({ input: tensor2d(dense), weight: p.get('dense'), bias: tensor1d([0, 0, 0]) }),
    });
    const expected = await computedOn('cpu', given('dense'));
    const found = await computedOn('native', given('sparse'));
    for (const [name, values] of expected) expectNear(found.get(name) ?? [], values, { what: name });
  });

  it('has a transposed matrix with the same entries, and is its own twice over', () => {
    const transposed = transposedSparse(matrix);
    const entries = (sparse: SparseMatrix): string[] =>
      Array.from({ length: sparse.rows }, (_, row) =>
        [...sparse.columns]
          .map((column, at) => ({ column, at }))
          .filter(
            ({ at }) => at >= (sparse.rowStarts[row] as number) && at < (sparse.rowStarts[row + 1] as number),
          )
          .map(({ column, at }) => `${row} ${column} ${sparse.values[at]}`),
      ).flat();
    const swapped = entries(matrix).map((entry) => {
      const [row, column, value] = entry.split(' ');
      return `${column} ${row} ${value}`;
    });
    expect(entries(transposed).sort()).toEqual(swapped.sort());
    expect(transposed).toMatchObject({ rows: 5, columnCount: 4 });
    expect(transposedSparse(transposed)).toEqual(matrix);
  });
});
