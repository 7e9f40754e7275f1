import { describe, it } from 'vitest';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { feedForward } from '../../src/tensor/feed-forward.js';
import { linear } from '../../src/tensor/product.js';
import { tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { expectNear, expectSameOnNative, normals, valuesOn } from '../support/on-backend.js';

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
      Number(at % length <= Math.floor(at / length) + 1),
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
