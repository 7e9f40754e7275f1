import { userDegrees } from '../../models/bipartite-graph/degrees.js';
import type { BenchmarkRecommendReport } from '../../src/core/reports/benchmark-recommend-report.js';
import { usersWithItems } from '../../src/metrics/users-with-items.js';
import type { LoadedRecommenderData } from '../recommend/load-recommender-data.js';
import type { Slice } from './slices.js';

/** Sizes that stand above the table: with another denominator the same model has another score. */
export function datasetFacts(options: {
  readonly name: string;
  readonly loaded: LoadedRecommenderData;
  readonly slices: readonly Slice[];
}): BenchmarkRecommendReport['dataset'] {
  const { name, loaded, slices } = options;
  const { data, valid, test } = loaded;
  const evaluated = usersWithItems(test);
  const trained = userDegrees(data.train);
  return {
    name,
    users: data.userIds.length,
    items: data.itemIds.length,
    train: data.train.items.length,
    valid: valid.items.length,
    test: test.items.length,
    evaluatedUsers: evaluated.length,
    leftOutUsers: data.userIds.length - evaluated.length,
    evaluatedWithoutTrain: evaluated.filter((user) => trained[user] === 0).length,
    slices: slices.map(({ id, items, users }) => ({ slice: id, items, users })),
  };
}
