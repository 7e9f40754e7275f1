import { VidtokenError } from '../core/errors.js';
import type { RankingMetric } from './ranking-metric.js';

/** All ranking metrics by id: a new one is a file and a line here. */
const METRICS = {
  'hit-rate-eq10': async () => (await import('./hit-rate-eq10.js')).hitRateEq10,
  'hit-rate-binary': async () => (await import('./hit-rate-binary.js')).hitRateBinary,
  precision: async () => (await import('./precision.js')).precision,
  recall: async () => (await import('./recall.js')).recall,
  ndcg: async () => (await import('./ndcg.js')).ndcg,
  mrr: async () => (await import('./mrr.js')).mrr,
} satisfies Record<string, () => Promise<RankingMetric>>;

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS = Object.keys(METRICS) as readonly MetricId[];

/** @throws VidtokenError `invalid-value` with the known ids. */
export async function loadMetric(id: string): Promise<RankingMetric> {
  const known = METRIC_IDS.find((metricId) => metricId === id);
  if (known === undefined) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `There is no metric "${id}".`,
      hint: `Known metrics: ${METRIC_IDS.join(', ')}.`,
    });
  }
  return METRICS[known]();
}
