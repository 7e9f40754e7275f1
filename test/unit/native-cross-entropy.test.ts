import { describe, expect, it } from 'vitest';
import { scaled } from '../../src/tensor/differentiable.js';
import { linearCrossEntropySum } from '../../src/tensor/linear-cross-entropy.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { computedOn, expectNear, expectSameOnNative, valuesOn } from '../support/on-backend.js';

/** Sums of a thousand float32 products in two orders. */
const LONG_SUM = 1e-4;

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

  it('give gradients in proportion to the weights and to what lies behind, and none where nothing counts', async () => {
    const given = (rowWeights: readonly number[], factor = 1) => ({
      shapes: { input: [3, 2], weight: [2, 4], bias: [4] },
      operation: (p: Parameters) =>
        scaled(
          linearCrossEntropySum({
            input: p.get('input'),
            weight: p.get('weight'),
            bias: p.get('bias'),
            targets: Int32Array.of(0, 3, 1),
            weights: Float32Array.from(rowWeights),
          }),
          factor,
        ),
    });
    const once = await computedOn('native', given([1, 2, 0]));
    const heavier = await computedOn('native', given([3, 6, 0]));
    const behind = await computedOn('native', given([1, 2, 0], 3));
    const nothing = await computedOn('native', given([0, 0, 0]));
    for (const [what, values] of once) {
      const tripled = values.map((value) => 3 * value);
      expectNear(heavier.get(what) ?? [], tripled, { what });
      expectNear(behind.get(what) ?? [], tripled, { what });
      expect([...(nothing.get(what) ?? [1])].every((value) => value === 0)).toBe(true);
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
