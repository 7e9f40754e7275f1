import { describe, expect, it } from 'vitest';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { LAYER_NORM_EPSILON } from '../../src/tensor/layer-norm-epsilon.js';
import { tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { expectNear, expectSameOnNative, normals, valuesOn } from '../support/on-backend.js';

/** Sums of a thousand float32 products in two orders. */
const LONG_SUM = 1e-4;

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
