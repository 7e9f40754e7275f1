import { gather, profile, unsortedSegmentSum } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { softplus, tanh } from '../../src/tensor/activation.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask } from '../../src/tensor/attention-mask.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { plus } from '../../src/tensor/differentiable.js';
import { embeddingLookup, embeddingLookups } from '../../src/tensor/embedding-lookup.js';
import { type Activation, feedForward } from '../../src/tensor/feed-forward.js';
import { FUSED_KERNELS } from '../../src/tensor/fused-kernel.js';
import { globalNorm } from '../../src/tensor/gradients.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { layerMean } from '../../src/tensor/layer-mean.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { linearCrossEntropySum } from '../../src/tensor/linear-cross-entropy.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import { NATIVE_KERNELS } from '../../src/tensor/native/register-native-kernels.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { linear, product } from '../../src/tensor/product.js';
import { rowDots } from '../../src/tensor/row-dots.js';
import { sliceColumns } from '../../src/tensor/slice-columns.js';
import { type SparseMatrix, sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import { dispose, type Tensor1D, type Tensor2D, tensor1d } from '../../src/tensor/tensor.js';
import { withGradient } from '../../src/tensor/with-gradient.js';
import { gradientErrors } from '../support/gradient-check.js';
import { computedOn, expectSameOnNative, type OperationCase } from '../support/on-backend.js';
import { updatesOn } from '../support/optimizer-steps.js';

const WORDS = Int32Array.of(2, 0, 2, 3, 2);

const MATRIX: SparseMatrix = {
  rows: 3,
  columnCount: 4,
  rowStarts: Int32Array.of(0, 2, 2, 3),
  columns: Int32Array.of(0, 3, 1),
  values: Float32Array.of(2, -1, 0.5),
};

const OTHER_WORDS = Int32Array.of(1, 1, 3, 0, 1);

const SQUARE: SparseMatrix = { ...MATRIX, columnCount: 3, columns: Int32Array.of(0, 2, 1) };

/** Hidden values far from 0 on both sides: no finite step meets the kink of the activation. */
function feedForwardOf(p: Parameters, activation: Activation): Tensor2D {
  const away = tensor1d([2, -2, 2, 2, -2, 2, -2]);
  const biasIn = plus(p.get<Tensor1D>('biasIn'), away);
  return feedForward(
    {
      input: p.get('input'),
      weightIn: p.get('weightIn'),
      biasIn,
      weightOut: p.get('weightOut'),
      biasOut: p.get('biasOut'),
    },
    activation,
  );
}

const FEED_FORWARD_SHAPES = { input: [3, 5], weightIn: [5, 7], biasIn: [7], weightOut: [7, 5], biasOut: [5] };

/** `tf.gather` with its gradient as TensorFlow.js composes it. */
function stockGather(table: Tensor2D): Tensor2D {
  return withGradient([table] as const, (table) => ({
    value: gather(table, tensor1d(WORDS, 'int32')),
    keep: [],
    gradient: (upstream) => [unsortedSegmentSum(upstream, tensor1d(WORDS, 'int32'), table.shape[0])],
  }));
}

interface KernelCase extends OperationCase {
  readonly covers: readonly string[];
}

const DIFFERENTIABLE: Readonly<Record<string, KernelCase>> = {
  'a sum whose gradient is cloned': {
    covers: ['Identity'],
    shapes: { a: [3, 4], b: [3, 4] },
    operation: (p) => plus(p.get<Tensor2D>('a'), p.get('b')),
  },
  'a matrix product': {
    covers: ['BatchMatMul'],
    shapes: { a: [3, 5], b: [5, 7] },
    operation: (p) => product(p.get('a'), p.get('b')),
  },
  'a stock look-up': {
    covers: ['UnsortedSegmentSum'],
    shapes: { table: [4, 3] },
    operation: (p) => stockGather(p.get('table')),
  },
  'a linear layer': {
    covers: ['Linear', 'LinearGradient'],
    shapes: { input: [3, 5], weight: [5, 7], bias: [7] },
    operation: (p) => linear({ input: p.get('input'), weight: p.get('weight'), bias: p.get('bias') }),
  },
  'a feed-forward block with relu': {
    covers: ['FeedForward', 'FeedForwardGradient'],
    shapes: FEED_FORWARD_SHAPES,
    operation: (p) => feedForwardOf(p, 'relu'),
    spread: 0.3,
  },
  'a feed-forward block with squared relu': {
    covers: ['FeedForward', 'FeedForwardGradient'],
    shapes: FEED_FORWARD_SHAPES,
    operation: (p) => feedForwardOf(p, 'squared-relu'),
    spread: 0.3,
  },
  'layer normalisation': {
    covers: ['LayerNorm', 'LayerNormGradient'],
    shapes: { input: [3, 7], gain: [7], bias: [7] },
    operation: (p) => layerNorm({ input: p.get('input'), gain: p.get('gain'), bias: p.get('bias') }),
  },
  'self-attention': {
    covers: ['SelfAttention', 'SelfAttentionGradient'],
    shapes: { projected: [6, 12] },
    operation: (p) =>
      selfAttention({
        projected: p.get('projected'),
        shape: { batch: 2, length: 3, heads: 2 },
        mask: causalMask(3),
      }),
  },
  'output layer and cross-entropy': {
    covers: ['ClassResidual', 'ClassResidualGradient'],
    shapes: { input: [5, 3], weight: [3, 6], bias: [6] },
    operation: (p) =>
      linearCrossEntropySum({
        input: p.get('input'),
        weight: p.get('weight'),
        bias: p.get('bias'),
        targets: Int32Array.of(0, 5, 2, 2, 1),
        weights: Float32Array.of(1, 0.5, 0, 2, 1),
        labelSmoothing: 0.1,
      }),
  },
  'a table look-up': {
    covers: ['GatherRows', 'ScatterAddRows'],
    shapes: { table: [4, 3] },
    operation: (p) => embeddingLookup(p.get('table'), WORDS),
  },
  'several look-ups in one table': {
    covers: ['GatherRows', 'ScatterAddRows'],
    shapes: { table: [4, 7] },
    operation: (p) => addTensors(embeddingLookups(p.get('table'), [WORDS, WORDS, OTHER_WORDS]), [1, 2, -1]),
  },
  'the hyperbolic tangent': {
    covers: ['Tanh'],
    shapes: { x: [3, 5] },
    operation: (p) => tanh(p.get('x')),
  },
  softplus: { covers: ['Softplus'], shapes: { x: [3, 5] }, operation: (p) => softplus(p.get('x')) },
  'a mean over layers of propagation': {
    covers: ['SparseProductAndSum'],
    shapes: { dense: [3, 9] },
    operation: (p) =>
      layerMean({ matrix: SQUARE, transposed: transposedSparse(SQUARE), dense: p.get('dense'), layers: 2 }),
  },
  'attention over histories': {
    covers: ['HistoryAttention', 'HistoryAttentionGradient'],
    shapes: { queries: [3, 10], keys: [4, 10], values: [4, 6] },
    operation: (p) =>
      historyAttention({
        queries: p.get('queries'),
        keys: p.get('keys'),
        values: p.get('values'),
        // The second history is empty, the third names an item twice.
        starts: Int32Array.of(0, 2, 2, 5),
        items: Int32Array.of(1, 3, 0, 3, 3),
        heads: 2,
        scale: 0.4,
      }),
  },
  'a pair ranking loss': {
    covers: ['PairRanking', 'PairRankingGradient'],
    shapes: { users: [3, 5], positives: [3, 5], negatives: [3, 5] },
    operation: (p) =>
      pairRankingLoss({
        users: p.get('users'),
        positives: p.get('positives'),
        negatives: p.get('negatives'),
      }),
  },
  'a weighted sum': {
    covers: ['WeightedSum'],
    shapes: { a: [3, 5], b: [3, 5], c: [3, 5] },
    operation: (p) => addTensors([p.get('a'), p.get('b'), p.get('c')], [0.5, -2, 1]),
  },
  'rows times numbers': {
    covers: ['MultiplyRows', 'RowDots'],
    shapes: { input: [4, 7], factors: [4, 1] },
    operation: (p) => multiplyRows(p.get('input'), p.get('factors')),
  },
  'matrices side by side': {
    covers: ['ConcatColumns', 'SliceColumns'],
    shapes: { a: [3, 5], b: [3, 1], c: [3, 8] },
    operation: (p) => concatColumns([p.get('a'), p.get('b'), p.get('c')]),
  },
  'columns of a matrix': {
    covers: ['SliceColumns'],
    shapes: { x: [3, 9] },
    operation: (p) => sliceColumns(p.get('x'), 2, 5),
  },
  'inner products of rows': {
    covers: ['RowDots', 'MultiplyRows'],
    shapes: { left: [4, 7], right: [4, 7] },
    operation: (p) => rowDots(p.get('left'), p.get('right')),
  },
  'a sparse product': {
    covers: ['SparseProduct'],
    shapes: { dense: [4, 3] },
    operation: (p) =>
      sparseProduct({ matrix: MATRIX, transposed: transposedSparse(MATRIX), dense: p.get('dense') }),
  },
};

/** Kernels of the optimiser: nothing is differentiated through them. */
const OTHERS: Readonly<Record<string, () => unknown>> = {
  SumOfSquares: () => {
    const gradients = new Map([['a', tensor1d([3, 0, 4])]]);
    const norm = globalNorm(gradients);
    dispose([...gradients.values()]);
    expect(norm).toBe(5);
  },
  AdamWUpdate: () => {
    const { found, expected } = updatesOn({ size: 7, steps: 2 });
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 6);
  },
};

/** Names of the kernels that run. */
async function kernelsOf(work: () => unknown): Promise<string[]> {
  const { kernelNames } = await profile(async () => {
    await work();
    return [];
  });
  return kernelNames;
}

describe('the kernels of the native backend', () => {
  beforeEach(async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
  });

  it('all have a case below', () => {
    const covered = [
      ...Object.values(DIFFERENTIABLE).flatMap(({ covers }) => covers),
      ...Object.keys(OTHERS),
    ];
    const registered = NATIVE_KERNELS.map(({ kernelName }) => kernelName);
    expect([...new Set(covered)].sort()).toEqual([...registered].sort());
  });

  it('are all the fused ones that an operation may ask for', () => {
    const registered: readonly string[] = NATIVE_KERNELS.map(({ kernelName }) => kernelName);
    expect(FUSED_KERNELS.filter((name) => !registered.includes(name))).toEqual([]);
  });

  describe.each(Object.entries(DIFFERENTIABLE))('behind %s', (_, given) => {
    it('really run', async () => {
      const names = await kernelsOf(() => computedOn('native', given));
      for (const kernel of given.covers) expect(names).toContain(kernel);
    });

    it('give the values and gradients of the plain backend', async () => {
      await expectSameOnNative(given);
    });

    it('have gradients that agree with finite differences', () => {
      const { shapes, operation, spread = 1 } = given;
      const errors = gradientErrors(shapes, operation, (random) => random.normal() * spread);
      expect(Object.keys(errors)).toEqual(Object.keys(shapes));
      for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(0.01);
    });
  });

  it.each(Object.entries(OTHERS))('include %s, which runs and computes right', async (name, work) => {
    expect(await kernelsOf(work)).toContain(name);
  });
});
