import { engine } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { BackendRung } from '../../src/tensor/backend-names.js';
import { embeddingLookups } from '../../src/tensor/embedding-lookup.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { layerMean } from '../../src/tensor/layer-mean.js';
import { mixRows } from '../../src/tensor/mix-rows.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { rowSoftmax } from '../../src/tensor/row-softmax.js';
import { sliceColumns } from '../../src/tensor/slice-columns.js';
import { type SparseMatrix, sparseProduct } from '../../src/tensor/sparse-product.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import { dispose, memory, type Scalar, type Tensor2D } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { withoutGradient } from '../../src/tensor/without-gradient.js';
import { occupiedMemory } from '../support/occupied-memory.js';
import { expectNear, normals } from '../support/on-backend.js';

const NODES = 6;
const WIDTH = 8;

/** A ring: every node has two neighbours. */
const GRAPH: SparseMatrix = {
  rows: NODES,
  columnCount: NODES,
  rowStarts: Int32Array.from({ length: NODES + 1 }, (_, row) => 2 * row),
  columns: Int32Array.from({ length: 2 * NODES }, (_, at) => {
    const row = Math.floor(at / 2);
    return (row + (at % 2 === 0 ? NODES - 1 : 1)) % NODES;
  }),
  values: new Float32Array(2 * NODES).fill(0.5),
};

/** A step with every operation that recommenders are made of. */
function lossOf(p: Parameters): Scalar {
  const table = p.get<Tensor2D>('table');
  const nodes = layerMean({ matrix: GRAPH, transposed: GRAPH, dense: table, layers: 2 });
  const neighbours = sparseProduct({ matrix: GRAPH, transposed: GRAPH, dense: nodes });
  const history = historyAttention({
    queries: withoutGradient(nodes),
    keys: neighbours,
    values: nodes,
    starts: Int32Array.of(0, 2, 2, 3, 4, 5, 6),
    items: Int32Array.of(5, 1, 0, 2, 2, 4),
    heads: 2,
    scale: 0.5,
  });
  const shares = rowSoftmax(sliceColumns(nodes, 0, 2), 0.5);
  const mixed = addTensors([nodes, mixRows(shares, [history, neighbours])], [1, 0.3]);
  const lists = [Int32Array.of(0, 1, 2), Int32Array.of(3, 4, 5), Int32Array.of(4, 5, 3)];
  const [users, positives, negatives] = embeddingLookups(mixed, lists) as [Tensor2D, Tensor2D, Tensor2D];
  return addScalars([
    { value: pairRankingLoss({ users, positives, negatives }), weight: 1 },
    { value: sumOfSquares(embeddingLookups(table, lists)), weight: 1e-3 },
  ]);
}

function createModel() {
  const initial = normals(NODES * WIDTH).map((value) => 0.3 * value);
  const spec = { shape: [NODES, WIDTH], initial, decays: false };
  const parameters = new Parameters(new Map([['table', spec]]));
  const optimizer = new AdamW(parameters, { beta1: 0.9, beta2: 0.999, epsilon: 1e-4, weightDecay: 0 });
  return {
    step(): number {
      const { loss, gradients } = lossAndGradients(parameters, () => lossOf(parameters));
      optimizer.update({ gradients, learningRate: 0.01, scale: 1 });
      dispose([...gradients.values()]);
      return loss;
    },
    dispose() {
      optimizer.dispose();
      parameters.dispose();
    },
  };
}

describe('training a recommender', () => {
  it('leaves the memory as it was over 300 steps, and learns', async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
    const model = createModel();
    const first = model.step();
    const before = occupiedMemory();
    let last = first;
    for (let step = 0; step < 300; step += 1) last = model.step();
    expect(occupiedMemory()).toEqual(before);
    expect(last).toBeLessThan(first / 3);
    model.dispose();
    expect(memory().numTensors).toBe(0);
    expect(engine().backend.numDataIds()).toBe(0);
  });

  it('takes the same steps on every backend', async () => {
    const losses = async (name: BackendRung): Promise<number[]> => {
      await selectBackend({ name, logger: silentLogger });
      const model = createModel();
      const found = Array.from({ length: 5 }, () => model.step());
      model.dispose();
      return found;
    };
    const native = await losses('native');
    expectNear(await losses('wasm'), native, { tolerance: 1e-4, what: 'wasm' });
    expectNear(await losses('cpu'), native, { tolerance: 1e-4, what: 'cpu' });
  });

  it('ignores a look-up that nothing is made of', async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
    const spec = { shape: [3, 2], initial: Float32Array.of(1, 2, 3, 4, 5, 6), decays: false };
    const p = new Parameters(new Map([['table', spec]]));
    const { loss, gradients } = lossAndGradients(p, () => {
      const [, used] = embeddingLookups(p.get('table'), [Int32Array.of(0, 0), Int32Array.of(2)]);
      return sumOfSquares([used as Tensor2D]);
    });
    expect(loss).toBe(61);
    expect([...(gradients.get('table')?.dataSync() ?? [])]).toEqual([0, 0, 0, 0, 10, 12]);
    dispose([...gradients.values()]);
    p.dispose();
    expect(memory().numTensors).toBe(0);
  });
});
