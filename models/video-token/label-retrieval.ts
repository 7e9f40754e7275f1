import { labelRelevance } from '../../src/dataset/label-relevance.js';
import { Random } from '../../src/math/random.js';
import { tieKey, topK } from '../../src/math/top-k.js';
import { dot } from '../../src/math/vector.js';
import { hitRateEq10 } from '../../src/metrics/hit-rate-eq10.js';
import { precision } from '../../src/metrics/precision.js';
import { chanceLevel } from '../../src/metrics/random-ranking.js';
import type { RankedQuery } from '../../src/metrics/ranking-metric.js';
import type { LabelRetrieval } from './report.js';
import type { PreparedExample } from './training-data.js';

/** HitRate is measured at those of them that leave at least half of the gallery out. */
const HIT_RATE_CUTOFFS = [10, 20, 50, 100, 200];
const PRECISION_CUTOFF = 10;
/** Fewer queries than this say nothing about a label. */
const MINIMUM_QUERIES = 4;

/**
 * How well the tokens of held-out videos find videos with the same value of each label (DreamUMM, eq. 10), nearest
 * first by cosine. Labels were never learned.
 * @param tokens unit tokens of the videos, in their order
 */
export function labelRetrieval(
  videos: readonly Pick<PreparedExample, 'contentHash' | 'labels'>[],
  tokens: readonly Float32Array[],
): LabelRetrieval[] {
  const labels = [...new Set(videos.flatMap((video) => Object.keys(video.labels)))].sort();
  return labels.flatMap((label) => {
    const found = oneLabel(label, { items: videos, tokens });
    return found === undefined ? [] : [found];
  });
}

function oneLabel(
  label: string,
  given: {
    readonly items: readonly Pick<PreparedExample, 'contentHash' | 'labels'>[];
    readonly tokens: readonly Float32Array[];
  },
): LabelRetrieval | undefined {
  const { items, tokens } = given;
  const relevance = labelRelevance({ items, label, random: new Random(0) });
  const { gallery, queries, relevantTotals } = relevance;
  const candidates = gallery.length - 1;
  const cutoffs = HIT_RATE_CUTOFFS.filter((cutoff) => cutoff <= candidates / 2);
  if (queries.length < MINIMUM_QUERIES || cutoffs.length === 0) return undefined;
  const ranked = queries.map((query, at): RankedQuery => {
    const scores = tokens.map((token) => dot(token, tokens[query] as Float32Array));
    const best = topK({
      scores,
      candidates: gallery.filter((item) => item !== query),
      count: Math.max(...cutoffs),
      tieSeed: tieKey(query, 0),
    });
    return {
      relevance: best.map((item) => Number(relevance.isRelevant(query, item))),
      relevantTotal: relevantTotals[at] as number,
    };
  });
  const mean = (score: (query: RankedQuery) => number): number =>
    ranked.reduce((sum, query) => sum + score(query), 0) / ranked.length;
  const chance = (cutoff: number, kind: 'hitRate' | 'precision'): number =>
    mean(({ relevantTotal }) => chanceLevel({ candidates, relevantTotal, cutoff })[kind]);
  return {
    label,
    queries: queries.length,
    gallery: gallery.length,
    hitRates: cutoffs.map((cutoff) => ({
      cutoff,
      hitRate: mean((query) => hitRateEq10.score(query, cutoff)),
      chance: chance(cutoff, 'hitRate'),
    })),
    precisionAt10: mean((query) => precision.score(query, PRECISION_CUTOFF)),
    chancePrecisionAt10: chance(PRECISION_CUTOFF, 'precision'),
  };
}
