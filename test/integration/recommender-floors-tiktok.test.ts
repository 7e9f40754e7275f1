import { beforeAll, describe, expect, it } from 'vitest';
import { loadRecommender } from '../../models/recommenders.js';
import type { RecommenderData } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { rankUsers } from '../../src/metrics/rank-users.js';
import { loadMetric } from '../../src/metrics/registry.js';
import { scoreRankings } from '../../src/metrics/score-rankings.js';
import { usersWithItems } from '../../src/metrics/users-with-items.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { hasSharedTiktok } from '../support/shared-data.js';
import { type TiktokSplit, tiktokSplit } from '../support/tiktok-split.js';

const signal = new AbortController().signal;

/** Recall@20 and NDCG@20 on the test part, as a reference in NumPy and SciPy gives them. */
const FLOORS = [
  { id: 'p3alpha', changes: {}, recall: 0.0995, ndcg: 0.0424 },
  { id: 'p3alpha', changes: { popularityWeight: 0 }, recall: 0.0919, ndcg: 0.0401 },
  { id: 'item-knn', changes: {}, recall: 0.0979, ndcg: 0.0418 },
  { id: 'item-knn', changes: { userExponent: 1, popularityWeight: 0 }, recall: 0.0943, ndcg: 0.0413 },
  { id: 'ease', changes: {}, recall: 0.0883, ndcg: 0.0398 },
];

// Skipped where the TikTok set is not beside the project.
describe.skipIf(!hasSharedTiktok)('recommenders in closed form on the TikTok set', () => {
  let split: TiktokSplit;

  beforeAll(async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
    split = await tiktokSplit();
  });

  it.each(FLOORS)(
    '$id $changes scores what the reference scores',
    async ({ id, changes, recall, ndcg }) => {
      const { train, test } = split;
      const data: RecommenderData = {
        ...{ userIds: [], itemIds: [], train, content: [], clusterCount: 0 },
        clusters: new Int32Array(train.itemCount).fill(-1),
      };
      const family = await loadRecommender(id);
      const config = family.config.parse(changes);
      const { recommender } = await family.train({ data, config, seed: 1, logger: silentLogger, signal });
      const rankings = rankUsers({
        ...{ score: (users, scores) => recommender.score(users, scores), users: usersWithItems(test) },
        ...{ itemCount: train.itemCount, depth: 20, masks: [train], tieSeed: 1, model: id, userIds: [] },
      });
      const metrics = [await loadMetric('recall'), await loadMetric('ndcg')];
      const { scores } = scoreRankings({ rankings, relevant: test, metrics, cutoffs: [20] });
      const means = scores.map(({ values }) => values.reduce((sum, value) => sum + value, 0) / values.length);
      expect(Math.abs((means[0] ?? 0) - recall)).toBeLessThan(0.0005);
      expect(Math.abs((means[1] ?? 0) - ndcg)).toBeLessThan(0.0005);
    },
    120_000,
  );
});
