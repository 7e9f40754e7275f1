import type { LongViewPredictor } from '../../models/candidate-dreamumm/long-view-predictor.js';
import { dreamUmmConfig } from '../../models/dreamumm/config.js';
import type { LongViewThresholds } from '../../models/dreamumm/long-view-thresholds.js';
import type { PreferenceOptions } from '../../models/dreamumm/preference-score.js';
import { type UserVector, userVector } from '../../models/dreamumm/user-vector.js';
import type { SpaceId } from '../../src/core/ids.js';
import {
  type CandidateSet,
  processUserRequest,
  type Recommendation,
  type RecommendedItem,
} from '../process-user-request.js';
import type { OtherScore, ScoreNormalisation } from '../user-request/blend-scores.js';
import type { UseCandidatePolicy } from '../user-request/use-candidate.js';
import type { WatchHistory } from './history.js';

export interface HistoryRanking {
  readonly spaceId: SpaceId;
  readonly history: WatchHistory;
  readonly candidates: CandidateSet;
  readonly thresholds: LongViewThresholds;
  readonly policy: UseCandidatePolicy;
  readonly predictor?: LongViewPredictor;
  /** How much the popularity of a video counts beside the similarity, which counts 1; 0 leaves it out. */
  readonly popularityWeight: number;
  /** Events of each video; only asked where popularity counts. */
  readonly popularity: ReadonlyMap<string, number>;
  readonly limit: number;
  readonly includeSeen: boolean;
  readonly nowMs: number;
  readonly seed: number;
  /** Newest watches that the reasons are taken from; all when absent. */
  readonly explainedWatches?: number;
}

const NORMALISATION: ScoreNormalisation = 'rank';

/** Watched videos that say less than this share of what the strongest one says are not named. */
const LEAST_SHARE = 0.25;

/** Algorithm 1 of DreamUMM with its default knobs. Works for users and videos that no training saw. */
export function rankForHistory(options: HistoryRanking): Recommendation {
  const { history, candidates, predictor, thresholds } = options;
  const scores = otherScores(options);
  return processUserRequest({
    nowMs: options.nowMs,
    watches: history.watches,
    tokens: history.tokens,
    spaceId: options.spaceId,
    candidates,
    limit: options.limit,
    preference: preferenceOptions(thresholds),
    policy: options.policy,
    maskWatched: !options.includeSeen,
    tieSeed: options.seed,
    ...(options.explainedWatches === undefined ? {} : { explainedWatches: options.explainedWatches }),
    ...(predictor === undefined ? {} : { predictor }),
    ...(scores.length === 0 ? {} : { blend: { similarityWeight: 1, scores, normalisation: NORMALISATION } }),
  });
}

/** μ of eq. 3 with the same knobs, and the length of the sum before it was normalised. */
export function historyVector(history: WatchHistory, thresholds: LongViewThresholds): UserVector {
  return userVector({ ...preferenceOptions(thresholds), ...history });
}

/** Popularity decides alone where nothing is known of the user, so it always counts there. */
export function weightOfPopularity({
  history,
  popularityWeight,
}: Pick<HistoryRanking, 'history' | 'popularityWeight'>): number {
  return history.watches.length === 0 ? Math.max(popularityWeight, 1) : popularityWeight;
}

function otherScores(options: HistoryRanking): OtherScore[] {
  const weight = weightOfPopularity(options);
  if (weight === 0) return [];
  const { candidates, popularity } = options;
  const { itemIds } = candidates;
  const values = new Float64Array(itemIds.length);
  if (popularity.size > 0) {
    for (const [row, id] of itemIds.entries()) values[row] = Math.log1p(popularity.get(id) ?? 0);
  }
  return [{ name: 'popularity', weight, values }];
}

function preferenceOptions(thresholds: LongViewThresholds): PreferenceOptions {
  const { alphaPerSecond, maximumWatchRatio } = dreamUmmConfig.parse({});
  return { thresholds, alphaPerSecond, maximumWatchRatio };
}

/** Why this branch ranked the videos, and what did not count; sentences, joined. */
export function branchReason(recommendation: Recommendation, history: WatchHistory): string {
  const unused = history.withoutWatchTime;
  const events = unused === 0 ? [] : [`${unused} events without a watch time do not count`];
  return [recommendation.decision.reason, ...recommendation.notes, ...events].join('; ');
}

/** Why this video, for this user; sentences. */
export function reasonsOf({ because, similarity, predictedLongView, parts }: RecommendedItem): string[] {
  const reasons: string[] = [];
  if (similarity !== undefined) reasons.push(`similarity to the user ${similarity.toFixed(3)}`);
  const strongest = because[0]?.term ?? 0;
  const named = because.filter(({ term }) => term >= LEAST_SHARE * strongest);
  if (named.length > 0) reasons.push(`like ${named.map(({ itemId }) => itemId).join(', ')}`);
  if (predictedLongView !== undefined) {
    reasons.push(`long view predicted with ${(100 * predictedLongView).toFixed(0)} %`);
  }
  for (const [name, part] of Object.entries(parts ?? {})) {
    if (name !== 'similarity') reasons.push(`${name} ${part.toFixed(2)}`);
  }
  return reasons;
}
