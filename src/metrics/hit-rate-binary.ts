import { type RankingMetric, relevantFound } from './ranking-metric.js';

/** 1 when at least one relevant item is among the first K, else 0: the HitRate of recommender libraries. */
export const hitRateBinary: RankingMetric = {
  id: 'hit-rate-binary',
  title: 'HitRate(binary)',
  score: (query, cutoff) => (relevantFound(query, cutoff) > 0 ? 1 : 0),
};
