import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { layerMean } from '../../src/tensor/layer-mean.js';
import { readValues } from '../../src/tensor/read-values.js';
import { rowSumsByIndex } from '../../src/tensor/row-sums-by-index.js';
import {
  type SparseMatrix,
  sparseProduct,
  sparseProductInto,
  transposedSparse,
} from '../../src/tensor/sparse-product.js';
import { memory, tensor2d } from '../../src/tensor/tensor.js';
import { expectNear, normals } from '../support/on-backend.js';

/** Widths around every size of group that a kernel goes through a row in. */
const WIDTHS = [1, 3, 4, 5, 15, 16, 19, 31, 32, 33, 48, 51, 64, 67, 100];

/** About `share` of all entries, and rows without any. */
function randomMatrix(rows: number, columnCount: number, share: number): SparseMatrix {
  const random = new Random(5);
  const rowStarts = new Int32Array(rows + 1);
  const columns: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columnCount; column += 1) {
      if (row % 4 !== 1 && random.uniform() < share) columns.push(column);
    }
    rowStarts[row + 1] = columns.length;
  }
  return {
    rows,
    columnCount,
    rowStarts,
    columns: Int32Array.from(columns),
    values: normals(columns.length, 8),
  };
}

describe('the loops over ragged rows in the memory of the native backend', () => {
  beforeAll(async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
  });

  const matrix = randomMatrix(9, 7, 0.4);

  it.each(WIDTHS)('multiply a sparse matrix with rows of %i numbers', (width) => {
    const dense = normals(7 * width);
    const product = new Float32Array(9 * width);
    sparseProductInto({ matrix, dense, width, product });
    const found = readValues(() =>
      sparseProduct({
        matrix,
        transposed: transposedSparse(matrix),
        dense: tensor2d(dense, [7, width]),
      }),
    );
    expectNear(found, product);
  });

  it.each([-1, 4])('refuse row %i of a table of four, instead of breaking the memory of others', (row) => {
    const look = () => embeddingLookup(tensor2d(normals(8), [4, 2]), Int32Array.of(0, row));
    expect(() => readValues(look)).toThrow(`Row ${row} was asked of a table of 4 rows.`);
  });

  it.each(WIDTHS)('look up rows of %i numbers and add them up again', (width) => {
    const table = normals(4 * width);
    const indices = Int32Array.of(2, 0, 2, 3, 2);
    const rows = [...indices].flatMap((index) => [...table.subarray(index * width, (index + 1) * width)]);
    expect([...readValues(() => embeddingLookup(tensor2d(table, [4, width]), indices))]).toEqual(rows);
    const sums = new Float32Array(4 * width);
    for (const [at, value] of rows.entries()) {
      const to = (indices[Math.floor(at / width)] as number) * width + (at % width);
      sums[to] = (sums[to] as number) + value;
    }
    expectNear(
      readValues(() => rowSumsByIndex(tensor2d(rows, [5, width]), indices, 4)),
      sums,
    );
  });

  it.each([1, 2, 3])('take the mean over %i layers of propagation', (layers) => {
    const square = randomMatrix(8, 8, 0.3);
    const width = 6;
    const dense = normals(8 * width);
    const found = readValues(() =>
      layerMean({
        matrix: square,
        transposed: transposedSparse(square),
        dense: tensor2d(dense, [8, width]),
        layers,
      }),
    );
    let layer = dense;
    const mean = dense.slice();
    for (let count = 0; count < layers; count += 1) {
      const next = new Float32Array(8 * width);
      sparseProductInto({ matrix: square, dense: layer, width, product: next });
      layer = next;
      for (const [at, value] of layer.entries()) mean[at] = (mean[at] as number) + value;
    }
    expectNear(
      found,
      mean.map((value) => value / (layers + 1)),
    );
  });

  it('propagate nothing over no layer', () => {
    const dense = normals(9);
    const none = { matrix, transposed: matrix, layers: 0 };
    expect(readValues(() => layerMean({ ...none, dense: tensor2d(dense, [3, 3]) }))).toEqual(dense);
  });

  it.each([
    [1, 3, 5],
    [2, 8, 6],
    [4, 64, 64],
    [3, 99, 12],
  ])(
    'attend by %i heads over histories with queries of %i and values of %i numbers',
    (heads, width, depth) => {
      const starts = Int32Array.of(0, 3, 3, 4, 9);
      const items = Int32Array.of(4, 0, 4, 2, 1, 2, 3, 0, 1);
      const [queries, keys, values] = [normals(4 * width, 1), normals(5 * width, 2), normals(5 * depth, 3)];
      const found = readValues(() =>
        historyAttention({
          queries: tensor2d(queries, [4, width]),
          keys: tensor2d(keys, [5, width]),
          values: tensor2d(values, [5, depth]),
          starts,
          items,
          heads,
          scale: 0.3,
        }),
      );
      const expected = new Float32Array(4 * depth);
      for (let row = 0; row < 4; row += 1) {
        const history = [...items.subarray(starts[row], starts[row + 1])];
        for (let column = 0; column < depth; column += 1) {
          const head = Math.floor((column * heads) / depth);
          const powers = history.map((item) => {
            let along = 0;
            for (let at = (head * width) / heads; at < ((head + 1) * width) / heads; at += 1) {
              along += (queries[row * width + at] as number) * (keys[item * width + at] as number);
            }
            return Math.exp(0.3 * along);
          });
          const sum = powers.reduce((before, power) => before + power, 0);
          for (const [at, item] of history.entries()) {
            const to = row * depth + column;
            const share = (powers[at] as number) / sum;
            expected[to] = (expected[to] as number) + share * (values[item * depth + column] as number);
          }
        }
      }
      expectNear(found, expected);
    },
  );

  it('work on a matrix without any entry', () => {
    const empty = {
      ...matrix,
      rowStarts: new Int32Array(10),
      columns: new Int32Array(),
      values: new Float32Array(),
    };
    const dense = () => tensor2d(normals(7 * 64), [7, 64]);
    const found = readValues(() => sparseProduct({ matrix: empty, transposed: empty, dense: dense() }));
    expect(found).toEqual(new Float32Array(9 * 64));
  });

  it('keep the sum of many tensors exact', () => {
    const parts = [1, 2, 4, 8, 16].map((value) => tensor2d([[value, -value]]));
    expect([...readValues(() => addTensors(parts))]).toEqual([31, -31]);
    for (const part of parts) part.dispose();
    expect(memory().numTensors).toBe(0);
  });
});
