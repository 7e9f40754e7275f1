import { beforeAll, describe, expect, it } from 'vitest';
import { bprMfConfig } from '../../models/bpr-mf/config.js';
import { bprMfModel } from '../../models/bpr-mf/model.js';
import { freedomConfig } from '../../models/freedom/config.js';
import { freedomModel } from '../../models/freedom/model.js';
import { latticeConfig } from '../../models/lattice/config.js';
import { learnedPropagation, learnedStructure } from '../../models/lattice/learned-structure.js';
import { latticeModel } from '../../models/lattice/model.js';
import { lightGcnConfig } from '../../models/lightgcn/config.js';
import { lightGcnModel } from '../../models/lightgcn/model.js';
import type { PairwiseModel } from '../../models/pairwise/pairwise-model.js';
import { vbprConfig } from '../../models/vbpr/config.js';
import { vbprModel } from '../../models/vbpr/model.js';
import { videoId } from '../../src/core/ids.js';
import type { RecommenderData } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { tidy } from '../../src/tensor/tensor.js';
import { gradientErrors } from '../support/gradient-check.js';
import { interactions } from '../support/interactions.js';
import { modelGradientErrors } from '../support/model-gradients.js';

/** Three users and three items. */
const data: RecommenderData = {
  userIds: ['u0', 'u1', 'u2'],
  itemIds: ['i0', 'i1', 'i2'].map(videoId),
  train: interactions(3, [[0, 1], [1], [2]]),
  content: [
    {
      modality: 'visual',
      width: 2,
      vectors: Float32Array.of(1, 0.5, 0.8, 1, -0.3, 1),
      present: Uint8Array.of(1, 1, 1),
    },
    { modality: 'audio', width: 1, vectors: Float32Array.of(1, 2, 0), present: Uint8Array.of(1, 1, 0) },
  ],
  clusters: Int32Array.of(-1, -1, -1),
  clusterCount: 0,
};
const batch = {
  users: Int32Array.of(0, 0, 1, 2),
  positives: Int32Array.of(0, 1, 1, 2),
  negatives: Int32Array.of(2, 2, 0, 1),
};
const options = { data, random: new Random(1), signal: new AbortController().signal };
const knobs = { width: 2, regularisation: 0.3 };

beforeAll(() => selectBackend({ name: 'native', logger: silentLogger }));

/** BPR with vectors that are given: mean of softplus(−(u·p − u·n)). */
function pairLoss(users: readonly number[][], items: readonly number[][]): number {
  const dot = (left: readonly number[] = [], right: readonly number[] = []): number =>
    left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
  const losses = [...batch.users].map((user, at) => {
    const margin =
      dot(users[user], items[batch.positives[at] as number]) -
      dot(users[user], items[batch.negatives[at] as number]);
    return Math.log1p(Math.exp(-margin));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function setTable(model: PairwiseModel, name: string, rows: readonly (readonly number[])[]): void {
  const values = Float32Array.from(rows.flat());
  const others = model.parameters.export();
  model.parameters.import(
    new Map([...others, [name, { shape: [rows.length, rows[0]?.length ?? 0], values }]]),
  );
}

function lossOf(model: PairwiseModel): number {
  return tidy(() => model.loss(batch).dataSync()[0] as number);
}

describe('the loss on three users and three items', () => {
  const users = [
    [1, 2],
    [0, 1],
    [-1, 1],
  ];
  const items = [
    [1, 0],
    [0.5, 0.5],
    [0, -1],
  ];

  it('of BPR-MF is what it is by hand', async () => {
    const model = await bprMfModel({ ...options, config: bprMfConfig.parse(knobs) });
    setTable(model, 'users', users);
    setTable(model, 'items', items);
    // Margins: 1 + 2, 1.5 + 2, 0.5 − 0, −1 − 0. Squared lengths: users 5 + 5 + 1 + 2, positives 1 + 0.5 + 0.5 + 1,
    // negatives 1 + 1 + 1 + 0.5.
    const softplus = (value: number): number => Math.log1p(Math.exp(value));
    const ranking = (softplus(-3) + softplus(-3.5) + softplus(-0.5) + softplus(1)) / 4;
    expect(lossOf(model)).toBeCloseTo(ranking + (0.3 / 8) * (13 + 3 + 3.5), 5);
    expect(pairLoss(users, items)).toBeCloseTo(ranking, 9);
    model.dispose();
  });

  it('of LightGCN ranks by the mean of the layers and penalises the initial rows', async () => {
    const model = await lightGcnModel({ ...options, config: lightGcnConfig.parse({ ...knobs, layers: 1 }) });
    setTable(model, 'nodes', [...users, ...items]);
    // Edges: (0, 0) 1/√2, (0, 1) 1/2, (1, 1) 1/√2, (2, 2) 1.
    const r = Math.SQRT1_2;
    const mean = (
      own: readonly number[],
      ...parts: readonly (readonly [number, readonly number[]])[]
    ): number[] =>
      own.map((value, at) => (value + parts.reduce((sum, [w, row]) => sum + w * (row[at] ?? 0), 0)) / 2);
    const [u0, u1, u2] = users as [number[], number[], number[]];
    const [i0, i1, i2] = items as [number[], number[], number[]];
    const finalUsers = [mean(u0, [r, i0], [0.5, i1]), mean(u1, [r, i1]), mean(u2, [1, i2])];
    const finalItems = [mean(i0, [r, u0]), mean(i1, [0.5, u0], [r, u1]), mean(i2, [1, u2])];
    expect(lossOf(model)).toBeCloseTo(pairLoss(finalUsers, finalItems) + (0.3 / 8) * 19.5, 5);
    const { users: stored, items: storedItems } = model.factors();
    for (const [at, value] of finalUsers.flat().entries()) expect(stored[at]).toBeCloseTo(value, 5);
    for (const [at, value] of finalItems.flat().entries()) expect(storedItems[at]).toBeCloseTo(value, 5);
    model.dispose();
  });
});

describe('the gradients of the loss agree with finite differences', () => {
  const expectAgreement = (model: PairwiseModel, names: readonly string[]): void => {
    const errors = modelGradientErrors(model, batch);
    expect(Object.keys(errors)).toEqual(names);
    for (const error of Object.values(errors)) expect(error).toBeLessThan(2e-3);
    model.dispose();
  };

  it('for BPR-MF', async () => {
    expectAgreement(await bprMfModel({ ...options, config: bprMfConfig.parse(knobs) }), ['users', 'items']);
  });

  it('for VBPR', async () => {
    const config = vbprConfig.parse({ ...knobs, contentWidth: 2 });
    const names = ['users', 'content-users', 'items', 'projection'];
    expectAgreement(await vbprModel({ ...options, config }), names);
  });

  it('for LightGCN', async () => {
    expectAgreement(await lightGcnModel({ ...options, config: lightGcnConfig.parse(knobs) }), ['nodes']);
  });

  it('for FREEDOM', async () => {
    const config = freedomConfig.parse({ width: 2, neighbours: 1, modalityWeight: 0.5, dropout: 0 });
    const names = ['nodes', 'visual/weight', 'visual/bias', 'audio/weight', 'audio/bias'];
    expectAgreement(await freedomModel({ ...options, config }), names);
  });

  it('for LATTICE through the vectors of the nodes', async () => {
    const model = await latticeModel({
      ...options,
      config: latticeConfig.parse({ ...knobs, contentWidth: 2, neighbours: 1 }),
    });
    model.beginEpoch?.(1);
    lossOf(model); // The first batch of an epoch learns the graph, the others take it as it is.
    expect(modelGradientErrors(model, batch).nodes).toBeLessThan(2e-3);
    model.dispose();
  });

  it('for LATTICE through the cosines of the learned graph', () => {
    const random = new Random(4);
    const vectors = Float32Array.from({ length: 15 }, () => random.normal() + 1);
    const present = Uint8Array.of(1, 1, 1, 1, 1);
    const structure = learnedStructure({ modality: 'visual', width: 3, vectors, present }, 2);
    const errors = gradientErrors({ mapped: [5, 3], table: [5, 2] }, (inputs) =>
      learnedPropagation({
        structure,
        mapped: inputs.get<Tensor2D>('mapped'),
        table: inputs.get<Tensor2D>('table'),
      }),
    );
    for (const error of Object.values(errors)) expect(error).toBeLessThan(2e-3);
  });
});

describe('VBPR', () => {
  it('gives as factors one inner product of all parts of its equation', async () => {
    const model = await vbprModel({ ...options, config: vbprConfig.parse({ ...knobs, contentWidth: 2 }) });
    const tables = model.parameters.export();
    const at = (name: string, row: number, column: number): number => {
      const table = tables.get(name);
      return table?.values[row * (table.shape[1] as number) + column] as number;
    };
    // Item 1: visual (0.8, 1) / √1.64, audio 1.
    const content = [0.8 / Math.sqrt(1.64), 1 / Math.sqrt(1.64), 1];
    const mapped = [0, 1, 2].map((column) =>
      content.reduce((sum, value, row) => sum + value * at('projection', row, column), 0),
    );
    let expected = at('items', 1, 2) + (mapped[2] as number);
    for (const column of [0, 1]) {
      expected += at('users', 2, column) * at('items', 1, column);
      expected += at('content-users', 2, column) * (mapped[column] as number);
    }
    const { width, users, items } = model.factors();
    let score = 0;
    for (let place = 0; place < width; place += 1) {
      score += (users[2 * width + place] as number) * (items[width + place] as number);
    }
    expect(score).toBeCloseTo(expected, 5);
    model.dispose();
  });
});
