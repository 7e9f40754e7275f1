import { type RankedQuery, type RankingMetric, relevantFound } from './ranking-metric.js';

/**
 * DreamUMM, equation 10: R_i / L_i, the share of all relevant videos that are among the first K. It is a
 * recall, not the yes-or-no hit rate of recommender libraries (`hitRateBinary`), and cannot reach 1 when
 * L_i > K.
 */
export const hitRateEq10: RankingMetric = {
  id: 'hit-rate-eq10',
  title: 'HitRate',
  score: (query, cutoff) => relevantFound(query, cutoff) / query.relevantTotal,
};

/**
 * HitRate@K of a set of queries: 1/N Σ R_i / L_i.
 * @throws RangeError without queries: a mean of nothing is unknown.
 */
export function hitRate(queries: readonly RankedQuery[], cutoff: number): number {
  if (queries.length === 0) throw new RangeError('hitRate needs at least one query');
  return queries.reduce((sum, query) => sum + hitRateEq10.score(query, cutoff), 0) / queries.length;
}
