import type { RankingMetric } from './ranking-metric.js';

/** 1 / rank of the first relevant item, ranks from 1; 0 when none is among the first K. Its mean over users is the MRR. */
export const mrr: RankingMetric = {
  id: 'mrr',
  title: 'MRR',
  score({ relevance }, cutoff) {
    const end = Math.min(cutoff, relevance.length);
    for (let rank = 1; rank <= end; rank += 1) if (relevance[rank - 1] !== 0) return 1 / rank;
    return 0;
  },
};
