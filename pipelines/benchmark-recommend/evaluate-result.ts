import type { InteractionMatrix } from '../../src/core/recommend.js';
import { coverage } from '../../src/metrics/coverage.js';
import { gini } from '../../src/metrics/gini.js';
import { hitRateBinary } from '../../src/metrics/hit-rate-binary.js';
import { itemExposure } from '../../src/metrics/item-exposure.js';
import { mrr } from '../../src/metrics/mrr.js';
import { ndcg } from '../../src/metrics/ndcg.js';
import { ndcgNgcf } from '../../src/metrics/ndcg-ngcf.js';
import { novelty } from '../../src/metrics/novelty.js';
import { precision } from '../../src/metrics/precision.js';
import type { Rankings } from '../../src/metrics/rank-users.js';
import type { RankingMetric } from '../../src/metrics/ranking-metric.js';
import { recall } from '../../src/metrics/recall.js';
import { type ScoredRankings, scoreRankings } from '../../src/metrics/score-rankings.js';
import type { Slice } from './slices.js';

export type NdcgKind = 'standard' | 'ngcf';

/** How lists are spread over the items at one cutoff. */
export interface ListScores {
  readonly cutoff: number;
  readonly coverage: number;
  readonly gini: number;
  readonly novelty: number;
}

export interface EvaluatedRun {
  /** By the id of the slice; every value per user. */
  readonly slices: ReadonlyMap<string, ScoredRankings>;
  readonly lists: readonly ListScores[];
}

/** All numbers of one run from its lists. */
export function evaluateResult(options: {
  readonly rankings: Rankings;
  readonly slices: readonly Slice[];
  readonly train: InteractionMatrix;
  /** [itemCount] train interactions */
  readonly popularity: ArrayLike<number>;
  readonly cutoffs: readonly number[];
  readonly ndcg: NdcgKind;
}): EvaluatedRun {
  const { rankings, slices, popularity, cutoffs } = options;
  const metrics = benchmarkMetrics(options.ndcg);
  const { itemCount } = options.train;
  return {
    slices: new Map(
      slices.map(({ id, relevant }) => [id, scoreRankings({ rankings, relevant, metrics, cutoffs })]),
    ),
    lists: cutoffs.map((cutoff) => {
      const exposure = itemExposure({ rankings, itemCount, cutoff });
      return {
        cutoff,
        coverage: coverage(exposure),
        gini: gini(exposure),
        novelty: novelty({ exposure, popularity }),
      };
    }),
  };
}

/** In the order of the columns. */
function benchmarkMetrics(kind: NdcgKind): readonly RankingMetric[] {
  return [recall, kind === 'standard' ? ndcg : { ...ndcgNgcf, id: ndcg.id }, precision, hitRateBinary, mrr];
}
