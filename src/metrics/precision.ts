import { type RankingMetric, relevantFound } from './ranking-metric.js';

/** R_i / K. It divides by K even when fewer than K items were retrieved, so that a short list gains nothing. */
export const precision: RankingMetric = {
  id: 'precision',
  title: 'Precision',
  score: (query, cutoff) => relevantFound(query, cutoff) / cutoff,
};
