import { discountedGain, idealGain } from './discounted-gain.js';
import { type RankingMetric, relevantFound } from './ranking-metric.js';

/**
 * NDCG as the code of NGCF and its descendants (LATTICE, MICRO, MMSSL) computes it: the ideal list is the retrieved one
 * sorted, so relevant items that were not retrieved cost nothing. Too high wherever a user has more than one relevant
 * item, and not in the registry: it exists to be compared with tables that were made with that code.
 */
export const ndcgNgcf: RankingMetric = {
  id: 'ndcg-ngcf',
  title: 'NDCG(NGCF)',
  score(query, cutoff) {
    const found = relevantFound(query, cutoff);
    return found === 0 ? 0 : discountedGain(query, cutoff) / idealGain(found);
  },
};
