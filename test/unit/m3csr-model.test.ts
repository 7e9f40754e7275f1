import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type M3csrConfig, m3csrConfig } from '../../models/m3csr/config.js';
import { m3csr } from '../../models/m3csr/m3csr.js';
import { type M3csrModel, m3csrModel } from '../../models/m3csr/model.js';
import type { ItemContent, RecommenderData } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { memory } from '../../src/tensor/tensor.js';
import { toyData, withoutModality } from '../support/m3csr-toy.js';

const HISTORIES = [[0, 1, 4], [1, 2], [], [3], [0, 2, 4]];
const DATA = toyData({ histories: HISTORIES, itemCount: 6, width: 3 });
const SMALL = { dimension: 4, heads: 2, popularityBins: 4, batchSize: 4, epochs: 2 };

const made: M3csrModel[] = [];

function model(data: RecommenderData, changes: Partial<M3csrConfig> = {}): M3csrModel {
  const config = m3csrConfig.parse({ ...SMALL, ...changes });
  const own = m3csrModel({ data, config, random: new Random(3) });
  made.push(own);
  return own;
}

function rowOf(values: Float32Array, width: number, row: number): number[] {
  return [...values.slice(row * width, (row + 1) * width)];
}

beforeAll(async () => {
  await selectBackend({ name: 'auto', logger: silentLogger });
});

afterEach(() => {
  for (const own of made.splice(0)) own.dispose();
});

describe('vectors of M3CSR', () => {
  it('line up: ids of width d, then 2d for each modality', () => {
    const { width, users, items } = model(DATA).factors();
    expect(width).toBe(4 + 2 * 8);
    expect(users.length).toBe(5 * width);
    expect(items.length).toBe(6 * width);
    expect([...users, ...items].every(Number.isFinite)).toBe(true);
  });

  it.each([
    [['visual'], 4 + 8],
    [['audio'], 4 + 8],
    [['visual', 'audio'], 4 + 16],
  ] as const)('work with the modalities %s', (modalities, width) => {
    const own = model(DATA, { modalities: [...modalities] });
    expect(own.factors().width).toBe(width);
    expect(own.modalities).toEqual(modalities);
  });

  it('work with three modalities', () => {
    const text: ItemContent = { ...(DATA.content[0] as ItemContent), modality: 'text' };
    const own = model({ ...DATA, content: [...DATA.content, text] });
    expect(own.factors().width).toBe(4 + 3 * 8);
    expect(own.intensities().length).toBe(5 * 3);
  });

  it('are d wide for each modality without the cluster embedding', () => {
    expect(model(DATA, { clusterEmbedding: false }).factors().width).toBe(4 + 2 * 4);
  });

  it('are the output biases alone for a user without a history', () => {
    const own = model(DATA);
    const bias = own.parameters.export();
    const values = Float32Array.of(1, 2, 3, 4);
    own.restore(new Map([...bias, ['behaviour/bias', { shape: [4], values }]]));
    const { width, users } = own.factors();
    expect(rowOf(users, width, 2)).toEqual([1, 2, 3, 4, ...new Array(16).fill(0)]);
  });
});

describe('what M3CSR cannot be trained with', () => {
  it('is a number of heads that does not divide the dimension', () => {
    expect(() => m3csr.config.parse({ dimension: 10, heads: 4 })).toThrow('heads must divide dimension');
  });

  it('are items without vectors', () => {
    expect(() => model({ ...DATA, content: [] })).toThrow(
      'm3csr learns from item vectors, but the items have none.',
    );
    expect(() => model(DATA, { modalities: ['text'] })).toThrow(
      'm3csr learns from text vectors, but the items have only visual and audio ones.',
    );
  });
});

describe('interest intensities', () => {
  it('sum to 1 for every user', () => {
    const values = model(DATA).intensities();
    for (let user = 0; user < 5; user += 1) {
      const row = rowOf(values, 2, user);
      expect(row.every((value) => value >= 0)).toBe(true);
      expect((row[0] as number) + (row[1] as number)).toBeCloseTo(1, 6);
    }
  });

  it('leave out a modality that no item of the history has', () => {
    const own = model(withoutModality(DATA, 'audio', [3, 2]));
    const values = own.intensities();
    expect(rowOf(values, 2, 3)).toEqual([1, 0]); // item 3 alone
    expect(rowOf(values, 2, 2)[1]).toBeGreaterThan(0); // no history: nobody in particular
    expect(rowOf(values, 2, 1)[1]).toBeGreaterThan(0); // items 1 and 2
  });

  it('weigh the known modalities alike without the interest intensity network', () => {
    const own = model(withoutModality(DATA, 'audio', [3]), { interestIntensity: false });
    const values = own.intensities();
    expect(rowOf(values, 2, 0)).toEqual([0.5, 0.5]);
    expect(rowOf(values, 2, 3)).toEqual([1, 0]);
  });
});

describe('an item that lacks a modality', () => {
  it('has zeros in its part', () => {
    const { width, items } = model(withoutModality(DATA, 'audio', [3])).factors();
    const row = rowOf(items, width, 3);
    expect(row.slice(4 + 8).every((value) => value === 0)).toBe(true);
    expect(row.slice(4, 4 + 8).some((value) => value !== 0)).toBe(true);
  });

  it('does not change what a user wants of that modality', () => {
    const audio = (data: RecommenderData): number[] => {
      const own = model(data, { interestIntensity: false });
      const { width, users } = own.factors();
      return rowOf(users, width, 0).slice(4 + 8);
    };
    const missing = withoutModality(DATA, 'audio', [4]);
    const shorter = withoutModality(
      toyData({ histories: [[0, 1], [1, 2, 4], [], [3], [0, 2, 4]], itemCount: 6, width: 3 }),
      'audio',
      [4],
    );
    expect(audio(missing)).toEqual(audio(shorter));
  });
});

describe('renaming users and items', () => {
  it('renames the vectors and changes nothing else', () => {
    const items = [4, 0, 5, 2, 1, 3]; // new number of each item
    const users = [2, 0, 4, 1, 3];
    const original = model(DATA);
    const renamed = model({
      ...toyData({
        histories: users.map((user) => (HISTORIES[user] as number[]).map((item) => items[item] as number)),
        itemCount: 6,
      }),
      content: DATA.content.map((content) => ({
        ...content,
        vectors: renamedRows(content.vectors, content.width, items),
      })),
      clusters: Int32Array.from({ length: 6 }, (_, item) => DATA.clusters[items.indexOf(item)] as number),
    });
    const weights = original.parameters.export();
    const itemIds = weights.get('item-id') as HostTensor;
    const userIds = weights.get('user-id') as HostTensor;
    renamed.restore(
      new Map([
        ...weights,
        ['item-id', { ...itemIds, values: renamedRows(itemIds.values, 4, items) }],
        [
          'user-id',
          { ...userIds, values: Float32Array.from(users.flatMap((user) => rowOf(userIds.values, 4, user))) },
        ],
      ]),
    );
    const before = original.factors();
    const after = renamed.factors();
    const { width } = before;
    for (const [item, to] of items.entries())
      near(rowOf(after.items, width, to), rowOf(before.items, width, item));
    for (const [to, user] of users.entries())
      near(rowOf(after.users, width, to), rowOf(before.users, width, user));
  });
});

/** Row r of the result's row `to[r]`. */
function renamedRows(values: Float32Array, width: number, to: readonly number[]): Float32Array {
  const result = new Float32Array(values.length);
  for (const [row, target] of to.entries()) {
    result.set(values.subarray(row * width, (row + 1) * width), target * width);
  }
  return result;
}

function near(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at] as number, 5);
}

describe('training M3CSR', () => {
  const train = (changes: Partial<M3csrConfig> = {}) =>
    m3csr.train({
      data: DATA,
      config: m3csr.config.parse({ ...SMALL, ...changes }),
      seed: 4,
      logger: silentLogger,
      signal: new AbortController().signal,
    });

  it('gives the same scores for the same seed', async () => {
    const scores = async (): Promise<number[]> => {
      const { recommender } = await train({ embeddingDropout: 0.2 });
      const values = new Float32Array(5 * 6);
      recommender.score(Int32Array.of(0, 1, 2, 3, 4), values);
      return [...values];
    };
    expect(await scores()).toEqual(await scores());
  });

  it('learns which items a user has', async () => {
    const { recommender } = await train({
      ...m3csr.variants.paper,
      ...SMALL,
      epochs: 60,
      learningRate: 0.05,
    });
    const values = new Float32Array(5 * 6);
    recommender.score(Int32Array.of(0, 1, 2, 3, 4), values);
    for (const [user, own] of HISTORIES.entries()) {
      const scores = rowOf(values, 6, user);
      const others = scores.filter((_, item) => !own.includes(item));
      for (const item of own) expect(scores[item]).toBeGreaterThan(Math.max(...others));
    }
  });

  it('reports the interest intensity of every user', async () => {
    const { readings } = await train();
    expect(readings?.['interest-intensity']?.columns).toEqual(['visual', 'audio']);
    expect(readings?.['interest-intensity']?.rows.length).toBe(5 * 2);
  });

  it('leaves no tensor behind', async () => {
    await train();
    const before = memory().numTensors;
    await train({ epochs: 3 });
    expect(memory().numTensors).toBe(before);
  });

  it.each(Object.keys(m3csr.variants))('trains the variant %s', async (name) => {
    const text: ItemContent = { ...(DATA.content[0] as ItemContent), modality: 'text' };
    const { recommender, epochs } = await m3csr.train({
      data: { ...DATA, content: [...DATA.content, text] },
      config: m3csr.config.parse({ ...m3csr.variants[name], ...SMALL }),
      seed: 4,
      logger: silentLogger,
      signal: new AbortController().signal,
    });
    expect(epochs.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(recommender.factors?.users.every(Number.isFinite)).toBe(true);
  });
});

describe('an item that arrives after training', () => {
  it('gets the vector of an item of bin 0 whose id embedding is zero', async () => {
    const config = m3csr.config.parse(SMALL);
    const own = model(DATA);
    const weights = own.parameters.export();
    const ids = weights.get('item-id') as HostTensor;
    const values = ids.values.slice();
    values.fill(0, 5 * 4); // item 5 has no interaction
    own.restore(new Map([...weights, ['item-id', { ...ids, values }]]));
    const { width, items } = own.factors();
    const encoder = m3csr.coldItems?.({ weights: own.weights(), config });
    const content = DATA.content.map((part) => ({
      ...part,
      vectors: part.vectors.slice(5 * part.width),
      present: part.present.slice(5),
    }));
    const encoded = encoder?.encode(content, DATA.clusters.slice(5)) ?? new Float32Array();
    near([...encoded], rowOf(items, width, 5));
  });

  it('does without a modality it lacks', () => {
    const encoder = m3csr.coldItems?.({ weights: model(DATA).weights(), config: m3csr.config.parse(SMALL) });
    const visual = DATA.content.filter(({ modality }) => modality === 'visual');
    const encoded = encoder?.encode(visual, DATA.clusters) ?? new Float32Array();
    expect(encoded.length).toBe(6 * 20);
    expect(
      rowOf(encoded, 20, 1)
        .slice(12)
        .every((value) => value === 0),
    ).toBe(true);
  });

  it('is refused when its vectors are not as wide as those of the training', () => {
    const encoder = m3csr.coldItems?.({ weights: model(DATA).weights(), config: m3csr.config.parse(SMALL) });
    const other = toyData({ histories: HISTORIES, itemCount: 6, width: 5 });
    expect(() => encoder?.encode(other.content, other.clusters)).toThrow(
      'The visual vectors of the new items have 5 numbers, those that m3csr was trained on 3.',
    );
  });
});
