import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { gelu } from '../../src/tensor/activation.js';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { PLAIN_RUNGS } from '../../src/tensor/backend-names.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { linear } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';

function normals(count: number, seed = 3): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index += 1) {
    expect(actual[index]).toBeCloseTo(expected[index] as number, 4);
  }
}

/** Attention of one head written as loops over numbers, keys restricted by `visible`. */
function attentionByHand(options: {
  readonly projected: Float32Array;
  readonly length: number;
  readonly width: number;
  readonly heads: number;
  readonly visible: (query: number, key: number) => boolean;
}): number[] {
  const { projected, length, width, heads } = options;
  const headWidth = width / heads;
  const at = (row: number, role: number, column: number): number =>
    projected[row * 3 * width + role * width + column] as number;
  const output = new Array<number>(length * width).fill(0);
  for (let head = 0; head < heads; head += 1) {
    for (let query = 0; query < length; query += 1) {
      const scores = Array.from({ length }, (_, key) => {
        let score = 0;
        for (let c = head * headWidth; c < (head + 1) * headWidth; c += 1)
          score += at(query, 0, c) * at(key, 1, c);
        return options.visible(query, key) ? Math.exp(score / Math.sqrt(headWidth)) : 0;
      });
      const total = scores.reduce((sum, score) => sum + score, 0);
      for (let c = head * headWidth; c < (head + 1) * headWidth; c += 1) {
        output[query * width + c] = scores.reduce(
          (sum, score, key) => sum + (score / total) * at(key, 2, c),
          0,
        );
      }
    }
  }
  return output;
}

describe.each(PLAIN_RUNGS)('layers on the %s backend', (name) => {
  beforeAll(async () => {
    await selectBackend({ name, logger: silentLogger });
  });

  it('compute x · W + b', () => {
    const values = readValues(() =>
      linear({
        input: tensor2d([1, 2, 3, 4], [2, 2]),
        weight: tensor2d([1, 0, -1, 2, 1, 0], [2, 3]),
        bias: tensor1d([10, 20, 30]),
      }),
    );
    expectClose(values, [15, 22, 29, 21, 24, 27]);
  });

  it('normalise a row to mean 0 and variance 1 before gain and bias', () => {
    const values = readValues(() =>
      layerNorm({ input: tensor2d([1, 3], [1, 2]), gain: tensor1d([2, 2]), bias: tensor1d([0, 5]) }),
    );
    expectClose(values, [-2, 7]);
  });

  it('agree with the published values of the tanh form of GELU', () => {
    const values = readValues(() => gelu(tensor2d([-1, 0, 1, 2], [1, 4])));
    expectClose(values, [-0.158808, 0, 0.841192, 1.954598]);
  });

  it('give rows of length 1 and leave a zero row finite', () => {
    const values = readValues(() => unitRows(tensor2d([3, 4, 0, 0], [2, 2])));
    expectClose(values, [0.6, 0.8, 0, 0]);
  });

  it('look rows of a table up in any order', () => {
    const values = readValues(() =>
      embeddingLookup(tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), Int32Array.of(2, 0, 2)),
    );
    expectClose(values, [5, 6, 1, 2, 5, 6]);
  });

  it('attend causally like the formula written out', () => {
    const projected = normals(5 * 12);
    const values = readValues(() =>
      selfAttention({
        projected: tensor2d(projected, [5, 12]),
        shape: { batch: 1, length: 5, heads: 2 },
        mask: causalMask(5),
      }),
    );
    const visible = (query: number, key: number): boolean => key <= query;
    expectClose(values, attentionByHand({ projected, length: 5, width: 4, heads: 2, visible }));
  });

  it('give a padded sequence the values it has alone', () => {
    const projected = normals(6 * 12);
    const present = Uint8Array.of(1, 1, 0, 1, 1, 1);
    const values = readValues(() =>
      selfAttention({
        projected: tensor2d(projected, [6, 12]),
        shape: { batch: 2, length: 3, heads: 2 },
        mask: paddingMask({ present, length: 3, heads: 2 }),
      }),
    );
    const alone = attentionByHand({ projected, length: 2, width: 4, heads: 2, visible: () => true });
    expectClose(values.slice(0, 8), alone);
  });

  it('count the cross-entropy of real rows only, without underflow', () => {
    const loss = (logits: number[][], targets: number[], weights: number[]): number =>
      readValues(() =>
        crossEntropySum({
          logits: tensor2d(logits),
          targets: Int32Array.from(targets),
          weights: Float32Array.from(weights),
        }),
      )[0] as number;
    const twoRows = [
      [0, Math.log(3)],
      [500, 0],
    ];
    // −log ¼ for the first row; the second target has probability e^−500.
    expect(loss(twoRows, [0, 1], [1, 1])).toBeCloseTo(Math.log(4) + 500, 2);
    expect(loss([...twoRows, [7, 7]], [0, 1, 0], [1, 1, 0])).toBeCloseTo(Math.log(4) + 500, 2);
  });
});
