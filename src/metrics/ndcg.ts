import { discountedGain, idealGain } from './discounted-gain.js';
import type { RankingMetric } from './ranking-metric.js';

/**
 * Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen 2002). The ideal list holds
 * min(K, L) relevant items, L from the ground truth: what was not retrieved lowers the score.
 */
export const ndcg: RankingMetric = {
  id: 'ndcg',
  title: 'NDCG',
  score: (query, cutoff) => discountedGain(query, cutoff) / idealGain(Math.min(cutoff, query.relevantTotal)),
};
