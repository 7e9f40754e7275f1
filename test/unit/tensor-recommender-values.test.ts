import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { leakyRelu, sigmoid, softplus, tanh } from '../../src/tensor/activation.js';
import { addRow } from '../../src/tensor/add-row.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { PLAIN_RUNGS } from '../../src/tensor/backend-names.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { mixRows } from '../../src/tensor/mix-rows.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import { rowDots } from '../../src/tensor/row-dots.js';
import { rowSoftmax } from '../../src/tensor/row-softmax.js';
import { sliceColumns } from '../../src/tensor/slice-columns.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import { dispose, memory, type Tensor, tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';

function expectValues(compute: () => Tensor, expected: readonly number[], digits = 5): void {
  const before = memory().numTensors;
  const found = readValues(compute);
  expect(memory().numTensors).toBe(before);
  expect(found).toHaveLength(expected.length);
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, digits);
}

describe.each(PLAIN_RUNGS)('the operations of recommenders on the %s backend, counted by hand', (name) => {
  beforeAll(async () => {
    await selectBackend({ name, logger: silentLogger });
  });

  const a = () =>
    tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  const b = () =>
    tensor2d([
      [1, 0, -1],
      [2, -2, 1],
    ]);

  it('add matrices with weights', () => {
    expectValues(() => addTensors([a(), b()]), [2, 2, 2, 6, 3, 7]);
    expectValues(() => addTensors([a(), b()], [2, -1]), [1, 4, 7, 6, 12, 11]);
    expect(() => addTensors([])).toThrow(new RangeError('A sum of 0 matrices cannot have 0 weights.'));
    expect(() => addTensors([a(), b()], [1])).toThrow(RangeError);
  });

  it('add losses with weights', () => {
    const value = (number: number) => sumOfSquares([tensor2d([[number]])]);
    expectValues(
      () =>
        addScalars([
          { value: value(3), weight: 0.5 },
          { value: value(2), weight: 1 },
        ]),
      [8.5],
    );
    expect(() => addScalars([])).toThrow(RangeError);
  });

  it('multiply rows with rows, with numbers and with weights', () => {
    expectValues(() => rowDots(a(), b()), [-2, 4]);
    expectValues(() => multiplyRows(a(), tensor2d([[2], [-1]])), [2, 4, 6, -4, -5, -6]);
    const weights = () =>
      tensor2d([
        [0.5, 1],
        [2, 0],
      ]);
    expectValues(() => mixRows(weights(), [a(), b()]), [1.5, 1, 0.5, 8, 10, 12]);
    expect(() => mixRows(weights(), [a()])).toThrow(RangeError);
  });

  it('take columns and add a row', () => {
    expectValues(() => sliceColumns(a(), 1, 2), [2, 3, 5, 6]);
    expectValues(() => addRow(a(), tensor1d([10, 20, 30])), [11, 22, 33, 14, 25, 36]);
  });

  it('bend values, even far from 0', () => {
    const far = () => tensor2d([[-200, -1, 0, 1, 200]]);
    expectValues(() => leakyRelu(far(), 0.1), [-20, -0.1, 0, 1, 200]);
    expectValues(() => tanh(far()), [-1, -0.761594, 0, 0.761594, 1]);
    expectValues(() => sigmoid(far()), [0, 0.268941, 0.5, 0.731059, 1]);
    expectValues(() => softplus(far()), [0, 0.313262, Math.LN2, 1.313262, 200]);
  });

  it('share out by a softmax whose temperature sharpens', () => {
    const logits = () => tensor2d([[0, Math.log(2), Math.log(5)]]);
    expectValues(() => rowSoftmax(logits()), [1 / 8, 2 / 8, 5 / 8]);
    expectValues(() => rowSoftmax(logits(), 0.5), [1 / 30, 4 / 30, 25 / 30]);
  });

  it('rank three pairs of three numbers', () => {
    const users = [
      [1, 0, 2],
      [0, 1, 1],
      [1, 1, 1],
    ];
    const positives = [
      [1, 1, 1],
      [2, 0, 1],
      [0, 0, 0],
    ];
    const negatives = [
      [0, 1, 1],
      [2, 1, 2],
      [0, 0, 0],
    ];
    // u·p − u·n is 1, −2 and 0: the losses are ln(1 + e⁻¹), ln(1 + e²) and ln 2.
    const loss = (0.3132617 + 2.126928 + Math.LN2) / 3;
    expectValues(
      () =>
        pairRankingLoss({
          users: tensor2d(users),
          positives: tensor2d(positives),
          negatives: tensor2d(negatives),
        }),
      [loss],
    );
    const spec = (rows: number[][]) => ({
      shape: [3, 3],
      initial: Float32Array.from(rows.flat()),
      decays: false,
    });
    const p = new Parameters(
      new Map([
        ['users', spec(users)],
        ['positives', spec(positives)],
        ['negatives', spec(negatives)],
      ]),
    );
    const found = lossAndGradients(p, () =>
      pairRankingLoss({
        users: p.get('users'),
        positives: p.get('positives'),
        negatives: p.get('negatives'),
      }),
    );
    expect(found.loss).toBeCloseTo(loss, 5);
    // −σ(−margin) / 3 of each row: σ(−1) = .268941, σ(2) = .880797, σ(0) = ½
    const [s, t, h] = [-0.268941 / 3, -0.880797 / 3, -0.5 / 3];
    const expected = {
      users: [s, 0, 0, 0, -t, -t, 0, 0, 0],
      positives: [s, 0, 2 * s, 0, t, t, h, h, h],
      negatives: [-s, 0, -2 * s, 0, -t, -t, -h, -h, -h],
    };
    for (const [input, values] of Object.entries(expected)) {
      const gradient = found.gradients.get(input)?.dataSync() ?? [];
      for (const [at, value] of values.entries()) expect(gradient[at], input).toBeCloseTo(value, 5);
    }
    dispose([...found.gradients.values()]);
    p.dispose();
  });

  it('rank pairs with huge margins without overflow', () => {
    const one = () => tensor2d([[1]]);
    const loss = (margin: number) => () =>
      pairRankingLoss({ users: one(), positives: tensor2d([[margin]]), negatives: tensor2d([[0]]) });
    expectValues(loss(-300), [300]);
    expectValues(loss(300), [0]);
  });

  it('mix the rows of a history by head, and give zeros for an empty one', () => {
    const third = Math.log(2);
    expectValues(
      () =>
        historyAttention({
          queries: tensor2d([
            [1, 0],
            [5, 5],
            [0, 1],
          ]),
          // Scores of row 0 in its first head: ln 2 and 0; in its second head 0 and 0.
          keys: tensor2d([
            [third, 7],
            [0, -3],
            [9, 9],
          ]),
          values: tensor2d([
            [3, 10],
            [6, 20],
            [1, 2],
          ]),
          starts: Int32Array.of(0, 2, 2, 3),
          items: Int32Array.of(0, 1, 2),
          heads: 2,
          scale: 1,
        }),
      [4, 15, 0, 0, 1, 2],
    );
  });

  it('attend to nothing at all where every history is empty', () => {
    const history = { starts: Int32Array.of(0, 0, 0), items: new Int32Array(), heads: 1, scale: 1 };
    expectValues(
      () => historyAttention({ queries: a(), keys: a(), values: b(), ...history }),
      [0, 0, 0, 0, 0, 0],
    );
  });

  it('stay finite where scores are hundreds apart', () => {
    const history = { starts: Int32Array.of(0, 2), items: Int32Array.of(0, 1), heads: 1, scale: 1 };
    expectValues(
      () =>
        historyAttention({
          queries: tensor2d([[1]]),
          keys: tensor2d([[500], [-500]]),
          values: tensor2d([[2], [7]]),
          ...history,
        }),
      [2],
    );
  });

  it.each([
    ['heads that do not divide the width', { heads: 2, starts: Int32Array.of(0, 0, 1) }],
    ['starts of too few histories', { heads: 1, starts: Int32Array.of(0, 1) }],
    ['starts that end before the items', { heads: 1, starts: Int32Array.of(0, 0, 0) }],
  ])('refuse %s', (_, given) => {
    expect(() =>
      readValues(() =>
        historyAttention({
          queries: a(),
          keys: a(),
          values: a(),
          items: Int32Array.of(0),
          scale: 1,
          ...given,
        }),
      ),
    ).toThrow(RangeError);
  });
});
