import { describe, expect, it } from 'vitest';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { feedForward } from '../../src/tensor/feed-forward.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { LAYER_NORM_EPSILON } from '../../src/tensor/layer-norm-epsilon.js';
import { linearCrossEntropySum } from '../../src/tensor/linear-cross-entropy.js';
import { linear } from '../../src/tensor/product.js';
import { type SparseMatrix, sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import { tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { computedOn, expectNear, expectSameOnNative, normals, valuesOn } from '../support/on-backend.js';

/** Sums of a thousand float32 products in two orders. */
const LONG_SUM = 1e-4;

describe('a feed-forward block on the native backend', () => {
  it.each(['relu', 'squared-relu', 'gelu'] as const)(
    'agrees with the plain backend over more rows than one chunk, with odd widths and %s',
    async (activation) => {
      await expectSameOnNative(
        {
          shapes: { input: [1027, 5], weightIn: [5, 7], biasIn: [7], weightOut: [7, 3], biasOut: [3] },
          operation: (p) =>
            feedForward(
              {
                input: p.get('input'),
                weightIn: p.get('weightIn'),
                biasIn: p.get('biasIn'),
                weightOut: p.get('weightOut'),
                biasOut: p.get('biasOut'),
              },
              activation,
            ),
        },
        LONG_SUM,
      );
    },
  );

  it.each([0, 1, 1024, 2048])('computes %i rows', async (rows) => {
    const compute = () =>
      feedForward(
        {
          input: tensor2d(normals(rows * 2), [rows, 2]),
          weightIn: tensor2d([1, -1, 2, 0.5, 0, 1], [2, 3]),
          biasIn: tensor1d([0.5, 0, -1]),
          weightOut: tensor2d([1, 2, 3], [3, 1]),
          biasOut: tensor1d([4]),
        },
        'relu',
      );
    const x = normals(rows * 2);
    const expected = Array.from({ length: rows }, (_, row) => {
      const [a, b] = [x[2 * row] as number, x[2 * row + 1] as number];
      const positive = (value: number): number => Math.max(0, value);
      return positive(a + b / 2 + 0.5) + 2 * positive(-a) + 3 * positive(2 * a + b - 1) + 4;
    });
    expectNear(await valuesOn('native', compute), expected);
  });
});

describe('a linear layer on the native backend', () => {
  it('agrees with the plain backend for one row, one column and one weight', async () => {
    for (const [n, a, b] of [
      [1, 9, 5],
      [9, 5, 1],
      [6, 1, 3],
      [1, 1, 1],
      [300, 17, 31],
    ] as const) {
      const shapes = { input: [n, a], weight: [a, b], bias: [b] };
      await expectSameOnNative(
        {
          shapes,
          operation: (p) => linear({ input: p.get('input'), weight: p.get('weight'), bias: p.get('bias') }),
        },
        LONG_SUM,
      );
    }
  });
});

describe('output layer and cross-entropy on the native backend', () => {
  const [rows, width, classes] = [517, 3, 11];
  // The first and the last class, and every one between.
  const targets = Int32Array.from({ length: rows }, (_, row) => (row * 10) % classes);
  const weights = Float32Array.from({ length: rows }, (_, row) => (row % 4) / 2);

  it.each([0, 0.1, 1])(
    'agree with the plain backend for smoothing %d and padding',
    async (labelSmoothing) => {
      await expectSameOnNative(
        {
          shapes: { input: [rows, width], weight: [width, classes], bias: [classes] },
          operation: (p) =>
            linearCrossEntropySum({
              input: p.get('input'),
              weight: p.get('weight'),
              bias: p.get('bias'),
              targets,
              weights,
              labelSmoothing,
            }),
        },
        LONG_SUM,
      );
    },
  );

  it('give gradients that grow with what lies behind them, and none where nothing counts', async () => {
    const given = (rowWeights: readonly number[]) => ({
      shapes: { input: [3, 2], weight: [2, 4], bias: [4] },
      operation: (p: Parameters<Parameters<typeof computedOn>[1]['operation']>[0]) =>
        linearCrossEntropySum({
          input: p.get('input'),
          weight: p.get('weight'),
          bias: p.get('bias'),
          targets: Int32Array.of(0, 3, 1),
          weights: Float32Array.from(rowWeights),
        }),
    });
    const once = await computedOn('native', given([1, 2, 0]));
    const thrice = await computedOn('native', given([3, 6, 0]));
    const nothing = await computedOn('native', given([0, 0, 0]));
    for (const [name, values] of once) {
      const tripled = values.map((value) => 3 * value);
      expectNear(thrice.get(name) ?? [], tripled, { what: name });
      expect([...(nothing.get(name) ?? [1])].every((value) => value === 0)).toBe(true);
    }
    expect([...(once.get('input') ?? [])].slice(4).every((value) => value === 0)).toBe(true);
  });

  it.each([0, 0.1])(
    'are exact for a target of probability 0 in float32, with smoothing %d',
    async (labelSmoothing) => {
      const compute = (targets: number[]) => () =>
        linearCrossEntropySum({
          input: tensor2d([1, 1], [2, 1]),
          weight: tensor2d([500, 0, 100], [1, 3]),
          bias: tensor1d([0, 0, 0]),
          targets: Int32Array.from(targets),
          weights: Float32Array.of(1, 1),
          labelSmoothing,
        });
      // −log p is 0, 500 and 400; smoothing mixes in their mean, 300.
      const [loss] = await valuesOn('native', compute([1, 2]));
      expect(loss).toBeCloseTo((1 - labelSmoothing) * 900 + labelSmoothing * 600, 2);
      const [certain] = await valuesOn('native', compute([0, 0]));
      expect(certain).toBeCloseTo(labelSmoothing * 600, 2);
    },
  );
});

describe('attention on the native backend', () => {
  it.each([
    { batch: 3, heads: 1, length: 5, depth: 3 },
    { batch: 3, heads: 2, length: 7, depth: 5 },
    { batch: 3, heads: 8, length: 3, depth: 2 },
    { batch: 3, heads: 2, length: 1, depth: 4 },
    { batch: 1, heads: 1, length: 5, depth: 2 },
    { batch: 1, heads: 1, length: 1, depth: 1 },
  ])('agrees with the plain backend for $batch × $heads heads of $depth over $length rows', async (sizes) => {
    const { batch, heads, length, depth } = sizes;
    const present = Uint8Array.from({ length: batch * length }, (_, at) =>
      Number(at % length <= at / length + (batch === 1 ? 2 : 0)),
    );
    for (const mask of [() => causalMask(length), () => paddingMask({ present, length, heads })]) {
      await expectSameOnNative({
        shapes: { projected: [batch * length, 3 * heads * depth] },
        operation: (p) =>
          selfAttention({ projected: p.get('projected'), shape: { batch, length, heads }, mask: mask() }),
      });
    }
  });
});

describe('layer normalisation on the native backend', () => {
  const normalised = (values: Float32Array, shape: [number, number]) => () =>
    layerNorm({
      input: tensor2d(values, shape),
      gain: tensor1d(new Float32Array(shape[1]).fill(1)),
      bias: tensor1d(new Float32Array(shape[1])),
    });

  it.each([1, 2, 3, 4, 5, 33, 258])('agrees with the plain backend for width %i', async (width) => {
    await expectSameOnNative(
      {
        shapes: { input: [5, width], gain: [width], bias: [width] },
        operation: (p) => layerNorm({ input: p.get('input'), gain: p.get('gain'), bias: p.get('bias') }),
      },
      LONG_SUM,
    );
  });

  it('turns a constant row into zeros', async () => {
    const constant = new Float32Array(2 * 37).fill(123.456);
    const values = await valuesOn('native', normalised(constant, [2, 37]));
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(0.01);
  });

  it.each([10, 1e3, 1e5])('keeps the digits of a row that lies %d from zero', async (offset) => {
    const width = 4096;
    const row = normals(width).map((value) => value + offset);
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    const expected = Array.from(row, (value) => (value - mean) / Math.sqrt(variance + LAYER_NORM_EPSILON));
    const values = await valuesOn('native', normalised(row, [1, width]));
    // The mean itself is a float32 number: half of its last digit is the whole error; the largest number is above 2.
    expectNear(values, expected, { tolerance: 1e-6 + offset * 2 ** -25 });
  });
});

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
      operation: (p: Parameters<Parameters<typeof computedOn>[1]['operation']>[0]) =>
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
