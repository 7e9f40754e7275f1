import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clusterStore } from '../../pipelines/cluster.js';
import { encodeNewItems } from '../../pipelines/recommend/encode-new-items.js';
import { recommendVideos } from '../../pipelines/recommend.js';
import { trainRecommender } from '../../pipelines/train-recommender.js';
import { videoId } from '../../src/core/ids.js';
import type { InteractionRecord } from '../../src/core/recommend.js';
import type { VideoRecord } from '../../src/core/record.js';
import { Random } from '../../src/math/random.js';
import { dot } from '../../src/math/vector.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore, testRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ITEMS = 24;
const USERS = 30;

const groupOf = (index: number): number => index % 2;

/** Items of even and odd numbers look different; a user likes one kind. */
function item(index: number): VideoRecord {
  const group = groupOf(index);
  const wobble = index / 100;
  return testRecord(`item-${index}`, {
    pooled: {
      visual: Float32Array.from([1 - group, group, wobble, 0.5]),
      audio: Float32Array.from([group + wobble, 1 - group]),
    },
  });
}

function interactions(): InteractionRecord[] {
  const random = new Random(3);
  return Array.from({ length: USERS }, (_, user) => {
    const liked = Array.from({ length: ITEMS }, (_, index) => index).filter(
      (index) => groupOf(index) === groupOf(user),
    );
    return random.sample(liked, 6).map((index, place) => ({
      key: `${user}/${index}`,
      userId: `user-${user}`,
      itemId: videoId(`item-${index}`),
      atMs: 1_700_000_000_000 + place,
      source: 'test',
    }));
  }).flat();
}

async function storeWithInteractions(folder: string): Promise<void> {
  const store = await openTestStore(folder);
  await store.videos.upsert(
    Array.from({ length: ITEMS }, (_, index) => item(index)),
    undefined,
  );
  await store.interactions.upsert(interactions());
  const context = pipelineContext(folder);
  await clusterStore({ ...context, store, space: undefined, kinds: ['content'], k: 2, seed: 7, refit: true });
  await store.close();
}

const SMALL = { dimension: 8, epochs: 15, batchSize: 64, learningRate: 0.03 };

function training(folder: string, model: string, changes: Record<string, number> = SMALL) {
  return {
    context: pipelineContext(folder),
    model,
    changes,
    seed: 7,
    refit: true,
    backend: 'auto',
  } as const;
}

function request(folder: string, model: string) {
  return {
    context: pipelineContext(folder),
    backend: 'auto',
    model,
    limit: 5,
    popularityWeight: 0,
    includeSeen: false,
    exact: false,
    seed: 7,
  } as const;
}

describe('a trained recommender', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vidtoken-recommend-'));
    await storeWithInteractions(folder);
    const intensityPlotFile = join(folder, 'intensities.svg');
    await trainRecommender({ ...training(folder, 'm3csr'), intensityPlotFile });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('draws the interest intensities of ten of its users', async () => {
    const picture = await readFile(join(folder, 'intensities.svg'), 'utf8');
    expect(picture).toMatch(/^<svg /);
    expect(new Set(picture.match(/user-\d+/g)).size).toBe(10);
  });

  it('recommends what the user likes, without what the user has seen', async () => {
    const report = await recommendVideos({ ...request(folder, 'm3csr'), userId: 'user-0' });
    const seen = interactions()
      .filter(({ userId }) => userId === 'user-0')
      .map(({ itemId }) => itemId);
    expect(report).toMatchObject({ branch: 'factors', seen: 6, candidates: ITEMS });
    expect(report.hits).toHaveLength(5);
    for (const { id } of report.hits) {
      expect(seen).not.toContain(id);
      expect(groupOf(Number(id.slice(5)))).toBe(0);
    }
    expect(report.hits[0]?.reasons[0]).toMatch(/^closest to item-\d+, which the user knows$/);
  });

  it('orders by the inner product of the stored vectors', async () => {
    const store = await openTestStore(folder, { mode: 'read' });
    const space = await store.factors.space('m3csr');
    if (space === undefined) throw new Error('not trained');
    const user = (await store.factors.get({ space, kind: 'user', ids: ['user-1'] })).get('user-1');
    const ids = [...(await store.factors.ids({ space, kind: 'item' }))];
    const items = await store.factors.get({ space, kind: 'item', ids });
    await store.close();
    if (user === undefined) throw new Error('no vector');
    const expected = [...items]
      .map(([id, vector]) => ({ id, score: dot(user, vector) }))
      .sort((left, right) => right.score - left.score);
    const report = await recommendVideos({
      ...request(folder, 'm3csr'),
      userId: 'user-1',
      includeSeen: true,
      limit: ITEMS,
    });
    expect(report.hits.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    for (const [rank, { score }] of report.hits.entries()) {
      expect(score).toBeCloseTo(expected[rank]?.score ?? Number.NaN, 6);
    }
  });

  it('gives a video that arrives later a vector from its content, once', async () => {
    const store = await openTestStore(folder);
    await store.videos.upsert([item(ITEMS), item(ITEMS + 1)], undefined);
    let begun = 0;
    const begin = async () => {
      begun += 1;
    };
    const context = pipelineContext(folder);
    expect(await encodeNewItems({ context, store, begin })).toBe(2);
    expect(await encodeNewItems({ context, store, begin })).toBe(0);
    expect(begun).toBe(1);
    await store.close();
    const report = await recommendVideos({ ...request(folder, 'm3csr'), userId: 'user-0', limit: 99 });
    const ids = report.hits.map(({ id }) => id);
    // User 0 likes the even kind: of the two new videos that one comes first.
    expect(ids.indexOf(`item-${ITEMS}`)).toBeGreaterThanOrEqual(0);
    expect(ids.indexOf(`item-${ITEMS}`)).toBeLessThan(ids.indexOf(`item-${ITEMS + 1}`));
  });

  it('refuses to encode new videos when it was trained on the vectors of other extractors', async () => {
    const other = await mkdtemp(join(tmpdir(), 'vidtoken-recommend-'));
    onTestFinished(() => rm(other, { recursive: true, force: true }));
    await cp(folder, other, { recursive: true });
    const description = join(other, 'store.json');
    const changed = (await readFile(description, 'utf8')).replace('"version": 1', '"version": 2');
    await writeFile(description, changed);
    const store = await openTestStore(other, { schema: JSON.parse(changed) });
    await store.videos.upsert([item(ITEMS + 7)], undefined);
    const encoding = encodeNewItems({ context: pipelineContext(other), store, begin: async () => {} });
    await expect(encoding).rejects.toMatchObject({
      code: 'space-mismatch',
      message: expect.stringMatching(/look@1.*look@2/),
      hint: expect.stringContaining('vidtoken train m3csr'),
    });
    await store.close();
  });

  it('says what to do for a user it never saw, and for a model that was not trained', async () => {
    const stranger = recommendVideos({ ...request(folder, 'm3csr'), userId: 'nobody' });
    await expect(stranger).rejects.toMatchObject({
      code: 'no-such-user',
      hint: expect.stringContaining('--history'),
    });
    const untrained = recommendVideos({ ...request(folder, 'lightgcn'), userId: 'user-0' });
    await expect(untrained).rejects.toMatchObject({
      code: 'no-model',
      hint: expect.stringContaining('m3csr'),
    });
  });
});

describe('training a recommender', () => {
  it('is the same for the same seed and names its space by what it came from', async () => {
    const folder = await temporaryFolder();
    await storeWithInteractions(folder);
    const first = await trainRecommender(training(folder, 'lightgcn'));
    const again = await trainRecommender(training(folder, 'lightgcn'));
    const other = await trainRecommender({ ...training(folder, 'lightgcn'), seed: 8 });
    expect(again.space).toBe(first.space);
    expect(other.space).not.toBe(first.space);
    expect(first).toMatchObject({ users: USERS, items: ITEMS, refitted: true, servesNewItems: false });
    expect(first.validationUsers).toBe(USERS);
    expect(first.interactions).toBe(USERS * 6);
  });

  it('refuses models without vectors, unknown knobs and unknown variants', async () => {
    const folder = await temporaryFolder();
    await storeWithInteractions(folder);
    await expect(trainRecommender(training(folder, 'ease', {}))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('no user and item vectors'),
    });
    await expect(trainRecommender(training(folder, 'm3csr', { dimension: -1 }))).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringContaining('dimension'),
    });
    const intensityPlotFile = join(folder, 'none.svg');
    await expect(
      trainRecommender({ ...training(folder, 'bpr-mf'), intensityPlotFile }),
    ).rejects.toMatchObject({ code: 'configuration', hint: expect.stringContaining('m3csr') });
    await expect(
      trainRecommender({ ...training(folder, 'm3csr'), variant: 'nonsense' }),
    ).rejects.toMatchObject({ code: 'configuration', hint: expect.stringContaining('no-gate') });
  });
});
