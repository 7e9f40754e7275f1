import { type RankingMetric, relevantFound } from './ranking-metric.js';

/**
 * R_i / L_i: the share of what the user likes that is among the first K. The same number as equation 10 of DreamUMM,
 * which calls it HitRate (`hitRateEq10`); here it bears the name that recommender tables use.
 */
export const recall: RankingMetric = {
  id: 'recall',
  title: 'Recall',
  score: (query, cutoff) => relevantFound(query, cutoff) / query.relevantTotal,
};
