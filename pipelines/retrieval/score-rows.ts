import type { RetrievalRow, RetrievalTable } from '../../src/core/reports/benchmark-retrieval-report.js';
import type { LabelRelevance } from '../../src/dataset/label-relevance.js';
import { bootstrapMean, type MeanInterval } from '../../src/math/bootstrap.js';
import { Random } from '../../src/math/random.js';
import { hitRateBinary } from '../../src/metrics/hit-rate-binary.js';
import { hitRateEq10 } from '../../src/metrics/hit-rate-eq10.js';
import { precision } from '../../src/metrics/precision.js';
import { bestLevel, chanceLevel, randomRanking } from '../../src/metrics/random-ranking.js';
import type { RankedQuery, RankingMetric } from '../../src/metrics/ranking-metric.js';

/** Random orders whose scores are averaged for each query in the row `random`. */
const RANDOM_ORDERS = 20;

export interface ScoreOptions {
  readonly cutoffs: readonly number[];
  readonly seed: number;
}

/** Scores of each query at one cutoff: [queries]. */
type ScoresOf = (metric: RankingMetric, cutoff: number) => Float64Array;

/** Mean and interval of each metric at each cutoff. Every row draws the same queries again, so rows are paired. */
export function scoreRanking(ranked: readonly RankedQuery[], options: ScoreOptions): RetrievalRow['scores'] {
  return scoresAtCutoffs(options, (metric, cutoff) => queryScores(ranked, metric, cutoff));
}

/** The row `random`: each query's score is its mean over seeded random orders of its gallery. */
export function scoreRandom(relevance: LabelRelevance, options: ScoreOptions): RetrievalRow['scores'] {
  const random = new Random(options.seed);
  const candidates = relevance.gallery.length - 1;
  const depth = Math.max(...options.cutoffs);
  const orders = Array.from({ length: RANDOM_ORDERS }, () =>
    relevance.relevantTotals.map((relevantTotal) =>
      randomRanking({ candidates, relevantTotal, depth, random }),
    ),
  );
  return scoresAtCutoffs(options, (metric, cutoff) => {
    const sums = new Float64Array(relevance.queries.length);
    for (const order of orders) {
      for (const [query, ranked] of order.entries()) {
        sums[query] = (sums[query] as number) + metric.score(ranked, cutoff);
      }
    }
    return sums.map((sum) => sum / RANDOM_ORDERS);
  });
}

/** HitRate of one ranking less that of another on the same queries. */
export function scoreDifference(
  left: readonly RankedQuery[],
  right: readonly RankedQuery[],
  options: ScoreOptions,
): RetrievalTable['tokenMinusPooled'] {
  return options.cutoffs.map((cutoff) => {
    const others = queryScores(right, hitRateEq10, cutoff);
    const values = queryScores(left, hitRateEq10, cutoff).map(
      (score, query) => score - (others[query] as number),
    );
    return { cutoff, hitRate: interval(values, options) };
  });
}

/** What a random order can be expected to score, and what the best order would. */
export function scoreBounds(relevance: LabelRelevance, cutoffs: readonly number[]): RetrievalTable['bounds'] {
  const candidates = relevance.gallery.length - 1;
  const totals = relevance.relevantTotals;
  const meanOf = (score: (relevantTotal: number) => number): number =>
    totals.reduce((sum, relevantTotal) => sum + score(relevantTotal), 0) / totals.length;
  return cutoffs.map((cutoff) => ({
    cutoff,
    chanceHitRate: meanOf((relevantTotal) => chanceLevel({ candidates, relevantTotal, cutoff }).hitRate),
    bestHitRate: meanOf((relevantTotal) => bestLevel({ relevantTotal, cutoff }).hitRate),
    chancePrecision: meanOf((relevantTotal) => chanceLevel({ candidates, relevantTotal, cutoff }).precision),
    bestPrecision: meanOf((relevantTotal) => bestLevel({ relevantTotal, cutoff }).precision),
  }));
}

function scoresAtCutoffs(options: ScoreOptions, scoresOf: ScoresOf): RetrievalRow['scores'] {
  return options.cutoffs.map((cutoff) => ({
    cutoff,
    hitRate: interval(scoresOf(hitRateEq10, cutoff), options),
    precision: interval(scoresOf(precision, cutoff), options),
    hitRateBinary: interval(scoresOf(hitRateBinary, cutoff), options),
  }));
}

function queryScores(ranked: readonly RankedQuery[], metric: RankingMetric, cutoff: number): Float64Array {
  return Float64Array.from(ranked, (query) => metric.score(query, cutoff));
}

function interval(values: Float64Array, { seed }: ScoreOptions): MeanInterval {
  return bootstrapMean({ values, random: new Random(seed) });
}
