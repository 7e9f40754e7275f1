import { beforeAll, describe, expect, it } from 'vitest';
import { itemDegrees } from '../../models/bipartite-graph/degrees.js';
import { loadRecommender } from '../../models/recommenders.js';
import { evaluateResult } from '../../pipelines/benchmark-recommend/evaluate-result.js';
import { testSlices } from '../../pipelines/benchmark-recommend/slices.js';
import type { RecommenderData } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { rankUsers, type ScoreUsers } from '../../src/metrics/rank-users.js';
import { usersWithItems } from '../../src/metrics/users-with-items.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { hasSharedTiktok } from '../support/shared-data.js';
import { type TiktokSplit, tiktokSplit } from '../support/tiktok-split.js';

const { signal } = new AbortController();

// Skipped where the TikTok set is not beside the project.
describe.skipIf(!hasSharedTiktok)('full ranking on the TikTok set', () => {
  let split: TiktokSplit;

  beforeAll(async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
    split = await tiktokSplit();
  });

  function evaluate(score: ScoreUsers, tieSeed = 1) {
    const { train, test } = split;
    const popularity = itemDegrees(train);
    const rankings = rankUsers({
      ...{ score, users: usersWithItems(test), itemCount: train.itemCount, depth: 50 },
      ...{ masks: [train], tieSeed, model: 'golden', userIds: [] },
    });
    const slices = testSlices({ test, popularity });
    const run = evaluateResult({ rankings, slices, train, popularity, cutoffs: [20], ndcg: 'standard' });
    const mean = (slice: string, metric: string): number => {
      const values = run.slices.get(slice)?.scores.find((scores) => scores.metric === metric)?.values;
      return (values ?? new Float32Array(0)).reduce((sum, value) => sum + value, 0) / (values?.length ?? 0);
    };
    return { lists: run.lists[0], mean };
  }

  async function scoresOf(id: string): Promise<ScoreUsers> {
    const { train } = split;
    const data: RecommenderData = {
      ...{ userIds: [], itemIds: [], train, content: [], clusterCount: 0 },
      clusters: new Int32Array(train.itemCount).fill(-1),
    };
    const family = await loadRecommender(id);
    const config = family.config.parse({});
    const { recommender } = await family.train({ data, config, seed: 1, logger: silentLogger, signal });
    return (users, scores) => recommender.score(users, scores);
  }

  it('reads the split that others have measured on', () => {
    const { train, valid, test } = split;
    expect([train, valid, test].map(({ items }) => items.length)).toEqual([59_541, 3_051, 6_130]);
    const slices = testSlices({ test, popularity: itemDegrees(train) });
    expect(slices.map(({ id, users }) => [id, users])).toEqual([
      ['all', 6_130],
      ['warm', 4_867],
      ['cold', 1_263],
      ['unseen', 449],
    ]);
  });

  it('gives constant scores the Recall of chance: 20 of 6,710', () => {
    const { mean, lists } = evaluate((_, scores) => scores.fill(0));
    expect(mean('all', 'recall')).toBeGreaterThan(0.001);
    expect(mean('all', 'recall')).toBeLessThan(0.006);
    expect(lists?.coverage).toBeGreaterThan(0.99);
  });

  it('gives popularity the scores that are known of it', async () => {
    const { mean } = evaluate(await scoresOf('popularity'));
    expect(Math.abs(mean('all', 'recall') - 0.0597)).toBeLessThan(0.0002);
    expect(Math.abs(mean('all', 'ndcg') - 0.0255)).toBeLessThan(0.0002);
    expect(mean('all', 'precision')).toBeCloseTo(mean('all', 'recall') / 20, 6);
    expect(mean('unseen', 'recall')).toBe(0);
  });

  it('gives P3alpha times popularity the scores that are known of it', async () => {
    const { mean } = evaluate(await scoresOf('p3alpha'));
    expect(Math.abs(mean('all', 'recall') - 0.0995)).toBeLessThan(0.0005);
    expect(Math.abs(mean('all', 'ndcg') - 0.0424)).toBeLessThan(0.0005);
  });
});
