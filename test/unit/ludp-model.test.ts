import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LudpConfig, ludpConfig } from '../../models/ludp/config.js';
import { ludp } from '../../models/ludp/ludp.js';
import { type LudpModel, ludpModel } from '../../models/ludp/model.js';
import type { PairBatch } from '../../models/pairwise/pairwise-model.js';
import type { Factors, InteractionMatrix, ItemContent } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { memory, tidy } from '../../src/tensor/tensor.js';
import { interactions } from '../support/interactions.js';
import { modelGradientErrors } from '../support/model-gradients.js';
import { structuredToy } from '../support/structured-toy.js';

const TRAIN = interactions(3, [[0, 1], [1], [2]]);
const CONTENT: readonly ItemContent[] = [
  contentOf('visual', [
    [1, 0.2],
    [0.9, 0.6],
    [0.3, 0.8],
  ]),
  contentOf('audio', [
    [0.2, 0.5, 0.1],
    [0.4, 0.1, 0.9],
    [0.7, 0.3, 0.2],
  ]),
];
const BATCH: PairBatch = {
  users: Int32Array.of(0, 1, 2, 0),
  positives: Int32Array.of(0, 1, 2, 1),
  negatives: Int32Array.of(2, 0, 1, 2),
};
/** Strict enough that every term of the loss is felt. */
const SMALL = {
  width: 2,
  neighbours: 1,
  regularisation: 0.1,
  start: 'gaussian',
  preferenceStart: 1,
} as const;

const made: LudpModel[] = [];

function contentOf(modality: ItemContent['modality'], rows: readonly (readonly number[])[]): ItemContent {
  return {
    modality,
    width: rows[0]?.length ?? 0,
    vectors: Float32Array.from(rows.flat()),
    present: Uint8Array.from(rows, (row) => Number(row.some((value) => value !== 0))),
  };
}

async function model(
  changes: Partial<LudpConfig> = {},
  data: { readonly train?: InteractionMatrix; readonly content?: readonly ItemContent[] } = {},
): Promise<LudpModel> {
  const own = await ludpModel({
    data: { train: TRAIN, content: CONTENT, ...data },
    config: ludpConfig.parse({ ...SMALL, ...changes }),
    random: new Random(3),
    signal: new AbortController().signal,
  });
  made.push(own);
  return own;
}

function score({ width, users, items }: Factors, user: number, item: number): number {
  let sum = 0;
  for (let at = 0; at < width; at += 1) {
    sum += (users[user * width + at] ?? 0) * (items[item * width + at] ?? 0);
  }
  return sum;
}

beforeAll(async () => {
  await selectBackend({ name: 'auto', logger: silentLogger });
});

afterEach(() => {
  for (const own of made.splice(0)) own.dispose();
});

describe('loss of LUDP', () => {
  it.each<[string, Partial<LudpConfig>]>([
    ['as recommended', {}],
    ['with the sums of the paper', { layerFusion: 'sum', itemNormalisation: 'equation', itemLayers: 2 }],
    ['with fusion by sum', { fusion: 'sum' }],
    ['with fusion by concatenation', { fusion: 'concat' }],
    ['without the graph of items', { itemGraph: false }],
    ['without user preferences', { userPreference: false }],
    ['with one modality', { modalities: ['audio'] }],
  ])('has the gradients of finite differences %s', async (_, changes) => {
    const own = await model(changes);
    const errors = modelGradientErrors(own, BATCH);
    expect(Object.keys(errors)).toEqual(own.parameters.names);
    for (const error of Object.values(errors)) expect(error).toBeLessThan(0.01);
  });

  it('is the mean of −ln σ(y_ui − y_uj) and half of λ times the squares over the batch', async () => {
    const own = await model({ averageDecay: 0 });
    const values = own.parameters.export();
    const factors = own.factors();
    const squares = (numbers: Iterable<number>): number => [...numbers].reduce((sum, x) => sum + x * x, 0);
    let expected = 0;
    for (const [at, user] of BATCH.users.entries()) {
      const [positive, negative] = [BATCH.positives[at] ?? 0, BATCH.negatives[at] ?? 0];
      expected += Math.log1p(Math.exp(score(factors, user, negative) - score(factors, user, positive)));
      const row = (name: string, index: number): Float32Array =>
        values.get(name)?.values.subarray(2 * index, 2 * index + 2) ?? new Float32Array();
      const rows = [row('user-id', user), row('item-id', positive), row('item-id', negative)];
      expected += 0.05 * rows.reduce((sum, numbers) => sum + squares(numbers), 0);
    }
    for (const [name, { values: numbers }] of values) {
      if (!name.endsWith('-id') && !name.endsWith('/bias')) expected += 0.05 * squares(numbers);
    }
    const loss = tidy(() => own.loss(BATCH).dataSync()[0]);
    expect(loss).toBeCloseTo(expected / BATCH.users.length, 5);
  });
});

describe('vectors of LUDP', () => {
  it('are those of light graph convolution without both graphs', async () => {
    const own = await model({ itemGraph: false, userPreference: false, layers: 1, layerFusion: 'sum' });
    const [users, items] = ['user-id', 'item-id'].map(
      (name) => own.parameters.export().get(name)?.values ?? new Float32Array(),
    );
    const at = (values: Float32Array | undefined, row: number): number => values?.[2 * row] ?? Number.NaN;
    const { users: finalUsers, items: finalItems } = own.factors();
    // Users have 2, 1 and 1 items; items have 1, 2 and 1 users.
    expect(at(finalUsers, 0)).toBeCloseTo(at(users, 0) + at(items, 0) / Math.SQRT2 + at(items, 1) / 2, 5);
    expect(at(finalItems, 1)).toBeCloseTo(at(items, 1) + at(users, 0) / 2 + at(users, 1) / Math.SQRT2, 5);
    expect(at(finalItems, 2)).toBeCloseTo(at(items, 2) + at(users, 2), 5);
  });

  it('differ in users alone with user preferences, and in items alone with the graph of items', async () => {
    const plain = (await model({ itemGraph: false, userPreference: false })).factors();
    const alike = (await model({ userPreference: false })).factors();
    expect(alike.users).toEqual(plain.users);
    expect(alike.items).not.toEqual(plain.items);
    const preferring = (await model({ itemGraph: false })).factors();
    expect(preferring.items).toEqual(plain.items);
    expect(preferring.users).not.toEqual(plain.users);
  });

  it('stay finite for users without history, items without users and items without a modality', async () => {
    const train = interactions(4, [[0, 1], [], [3]]);
    const content = [
      contentOf('visual', [
        [1, 0.2],
        [0.9, 0.6],
        [0, 0],
        [0, 0],
      ]),
      contentOf('audio', [[0.2], [0], [0.7], [0]]),
    ];
    for (const start of ['co-occurrence', 'gaussian', 'xavier'] as const) {
      const { users, items } = (await model({ start }, { train, content })).factors();
      expect([...users, ...items].every(Number.isFinite)).toBe(true);
    }
  });

  it('take any number of modalities', async () => {
    const text = contentOf('text', [
      [1, 0],
      [0.5, 0.5],
      [0, 1],
    ]);
    for (const content of [[], [text], [...CONTENT, text]]) {
      const own = await model({}, { content });
      expect(own.factors().items.every(Number.isFinite)).toBe(true);
      expect(own.modalities).toEqual(content.map(({ modality }) => modality));
    }
  });
});

describe('co-occurrence start', () => {
  it('gives a user the other items of users alike before anything is trained', async () => {
    const train = interactions(6, [[0, 1, 2], [0, 1], [1, 2], [3, 4, 5], [3, 4], [4, 5], [0]]);
    const changes = { start: 'co-occurrence', width: 4, itemGraph: false, userPreference: false } as const;
    const factors = (await model(changes, { train })).factors();
    for (const near of [1, 2]) {
      for (const far of [3, 4, 5]) expect(score(factors, 6, near)).toBeGreaterThan(score(factors, 6, far));
    }
  });
});

describe('training of LUDP', () => {
  const toy = structuredToy();
  const train = (changes: Partial<LudpConfig> = {}) =>
    ludp.train({
      data: toy.data,
      config: ludpConfig.parse({ width: 8, epochs: 2, batchSize: 64, ...changes }),
      seed: 1,
      logger: silentLogger,
      signal: new AbortController().signal,
    });

  it('reads the mean fusion weights, which sum to 1, where there is attention', async () => {
    const { readings } = await train();
    for (const name of ['item-fusion', 'user-fusion']) {
      const reading = readings?.[name];
      expect(reading?.columns).toEqual(['visual', 'audio']);
      expect([...(reading?.rows ?? [])].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
    expect((await train({ fusion: 'sum' })).readings).toEqual({});
  });

  it('leaves no tensor behind in any variant', async () => {
    await train();
    const before = memory().numTensors;
    for (const variant of ['fusion-concat', 'no-item-graph', 'no-user-preference']) {
      await train(ludp.variants[variant]);
    }
    expect(memory().numTensors).toBe(before);
  });

  it('leaves users with too many or too few items out of training, but serves them', async () => {
    const { epochs, recommender } = await train({ leastTrainedItems: 1000, heavyUserFactor: 0 });
    expect(epochs).toEqual([]);
    expect(recommender.factors?.users.every(Number.isFinite)).toBe(true);
  });
});
