import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { leakyRelu, sigmoid, softplus, tanh } from '../../src/tensor/activation.js';
import { addRow } from '../../src/tensor/add-row.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { PLAIN_RUNGS } from '../../src/tensor/backend-names.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { elementProduct } from '../../src/tensor/element-product.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { mixRows } from '../../src/tensor/mix-rows.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { rowDots } from '../../src/tensor/row-dots.js';
import { rowSoftmax } from '../../src/tensor/row-softmax.js';
import { rowSumsByIndex } from '../../src/tensor/row-sums-by-index.js';
import { segmentSoftmax } from '../../src/tensor/segment-softmax.js';
import { sliceColumns } from '../../src/tensor/slice-columns.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import { dispose, memory, type Scalar, type Tensor } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { withoutGradient } from '../../src/tensor/without-gradient.js';
import { gradientErrors } from '../support/gradient-check.js';

/** Keeps the kink of an activation at 0 out of the finite step. */
const awayFromZero = (random: { normal(): number }): number => {
  const value = random.normal();
  return value + 0.1 * Math.sign(value);
};

interface Case {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly operation: (inputs: Parameters) => Tensor;
  readonly start?: (random: { normal(): number }) => number;
}

const TRIPLES = { users: [3, 3], positives: [3, 3], negatives: [3, 3] };
const triples = (p: Parameters) => ({
  users: p.get<never>('users'),
  positives: p.get<never>('positives'),
  negatives: p.get<never>('negatives'),
});

/** The second history is empty, the third names an item twice. */
const HISTORIES = { starts: Int32Array.of(0, 2, 2, 5), items: Int32Array.of(1, 3, 0, 3, 3) };

const CASES: Readonly<Record<string, Case>> = {
  'a pair ranking loss': { shapes: TRIPLES, operation: (p) => pairRankingLoss(triples(p)) },
  'a sum of squares of two matrices': {
    shapes: { a: [3, 4], b: [2, 5] },
    operation: (p) => sumOfSquares([p.get('a'), p.get('b')]),
  },
  'a weighted sum of losses': {
    shapes: { a: [3, 3], ...TRIPLES },
    operation: (p) =>
      addScalars([
        { value: sumOfSquares([p.get('a')]), weight: 0.25 },
        { value: pairRankingLoss(triples(p)), weight: 2 },
      ]),
  },
  'a sum of matrices': {
    shapes: { a: [3, 5], b: [3, 5], c: [3, 5] },
    operation: (p) => addTensors([p.get('a'), p.get('b'), p.get('c')]),
  },
  'a weighted sum of matrices': {
    shapes: { a: [3, 5], b: [3, 5], c: [3, 5] },
    operation: (p) => addTensors([p.get('a'), p.get('b'), p.get('c')], [0.5, -2, 0.5]),
  },
  'a matrix added to itself': {
    shapes: { a: [3, 5] },
    operation: (p) => addTensors([p.get('a'), p.get('a')], [1, 3]),
  },
  'inner products of rows': {
    shapes: { a: [4, 3], b: [4, 3] },
    operation: (p) => rowDots(p.get('a'), p.get('b')),
  },
  'rows times numbers': {
    shapes: { input: [4, 3], factors: [4, 1] },
    operation: (p) => multiplyRows(p.get('input'), p.get('factors')),
  },
  'a softmax of rows with a temperature': {
    shapes: { logits: [3, 4] },
    operation: (p) => rowSoftmax(p.get('logits'), 0.5),
  },
  'rows mixed by weights': {
    shapes: { weights: [4, 3], a: [4, 5], b: [4, 5], c: [4, 5] },
    operation: (p) => mixRows(p.get('weights'), [p.get('a'), p.get('b'), p.get('c')]),
  },
  'the leaky relu': {
    shapes: { x: [3, 5] },
    operation: (p) => leakyRelu(p.get('x'), 0.2),
    start: awayFromZero,
  },
  'the hyperbolic tangent': { shapes: { x: [3, 5] }, operation: (p) => tanh(p.get('x')) },
  'the sigmoid': { shapes: { x: [3, 5] }, operation: (p) => sigmoid(p.get('x')) },
  softplus: { shapes: { x: [3, 5] }, operation: (p) => softplus(p.get('x')) },
  'columns of a matrix': { shapes: { x: [3, 5] }, operation: (p) => sliceColumns(p.get('x'), 1, 3) },
  'a row added to all': {
    shapes: { x: [3, 5], row: [5] },
    operation: (p) => addRow(p.get('x'), p.get('row')),
  },
  'a product number by number': {
    shapes: { a: [3, 5], b: [3, 5] },
    operation: (p) => elementProduct(p.get('a'), p.get('b')),
  },
  'sums of rows by number': {
    shapes: { x: [5, 3] },
    operation: (p) => rowSumsByIndex(p.get('x'), Int32Array.of(2, 0, 2, 3, 2), 5),
  },
  'a softmax within segments, one of them empty': {
    shapes: { x: [5, 2] },
    operation: (p) => segmentSoftmax(p.get('x'), HISTORIES.starts),
  },
  'attention over histories': {
    shapes: { queries: [3, 4], keys: [4, 4], values: [4, 6] },
    operation: (p) =>
      historyAttention({
        queries: p.get('queries'),
        keys: p.get('keys'),
        values: p.get('values'),
        ...HISTORIES,
        heads: 2,
        scale: 0.7,
      }),
  },
};

describe.each(PLAIN_RUNGS)('gradients on the %s backend agree with finite differences', (name) => {
  beforeAll(async () => {
    await selectBackend({ name, logger: silentLogger });
  });

  it.each(Object.entries(CASES))('of %s', (_, { shapes, operation, start }) => {
    const before = memory().numTensors;
    const errors = gradientErrors(shapes, operation, start);
    expect(Object.keys(errors)).toEqual(Object.keys(shapes));
    for (const [input, error] of Object.entries(errors)) expect(error, input).toBeLessThan(0.01);
    expect(memory().numTensors).toBe(before);
  });

  it('but what lies behind a constant is not differentiated', () => {
    const initial = Float32Array.of(1, -2, 3);
    const p = new Parameters(new Map([['a', { shape: [1, 3], initial, decays: false }]]));
    // a · constant(a) is 14; its gradient is the constant, where that of a · a would be twice as much.
    const { loss, gradients } = lossAndGradients(p, () =>
      reshape<Scalar>(rowDots(p.get('a'), withoutGradient(p.get('a'))), []),
    );
    expect(loss).toBe(14);
    expect([...(gradients.get('a')?.dataSync() ?? [])]).toEqual([1, -2, 3]);
    dispose([...gradients.values()]);
    p.dispose();
  });
});
