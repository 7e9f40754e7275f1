import type { LongViewPredictor } from '../../models/candidate-dreamumm/long-view-predictor.js';
import { dreamUmmConfig } from '../../models/dreamumm/config.js';
import { userVector } from '../../models/dreamumm/user-vector.js';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { VideoId } from '../../src/core/ids.js';
import type { RecommendReport } from '../../src/core/reports/recommend-report.js';
import type { VideoStore } from '../../src/core/store.js';
import { processUserRequest, type Recommendation } from '../process-user-request.js';
import { hitReport } from '../stages/hit-report.js';
import type { OtherScore, ScoreNormalisation } from '../user-request/blend-scores.js';
import type { UseCandidatePolicy } from '../user-request/use-candidate.js';
import { candidateSet } from './candidate-set.js';
import type { WatchHistory } from './history.js';
import { storedThresholds } from './positive-rules.js';

export interface HistoryRecommendation {
  readonly store: VideoStore;
  /** Space of the stored tokens. */
  readonly space: EmbeddingSpace;
  /** As it was asked for. */
  readonly model: string;
  readonly userId: string | undefined;
  readonly history: WatchHistory;
  readonly policy: UseCandidatePolicy;
  readonly predictor?: LongViewPredictor;
  readonly candidates?: readonly VideoId[];
  /** How much the popularity of a video counts beside the similarity, which counts 1; 0 leaves it out. */
  readonly popularityWeight: number;
  readonly limit: number;
  readonly includeSeen: boolean;
  readonly nowMs: number;
  readonly seed: number;
}

const NORMALISATION: ScoreNormalisation = 'rank';

/** Watched videos that say less than this share of what the strongest one says are not named. */
const LEAST_SHARE = 0.25;

/** Algorithm 1 of DreamUMM over the stored tokens. Works for users and videos that no training saw. */
export async function recommendFromHistory(options: HistoryRecommendation): Promise<RecommendReport> {
  const { store, space, history, policy, predictor, candidates: ids } = options;
  const { alphaPerSecond, maximumWatchRatio } = dreamUmmConfig.parse({});
  const preference = { thresholds: await storedThresholds(store), alphaPerSecond, maximumWatchRatio };
  const near = userVector({ ...preference, ...history }).vector;
  const candidates = await candidateSet({ store, space, near, ...(ids === undefined ? {} : { ids }) });
  const scores = await otherScores(options, candidates.itemIds);
  const recommendation = processUserRequest({
    nowMs: options.nowMs,
    watches: history.watches,
    tokens: history.tokens,
    spaceId: space.id,
    candidates,
    limit: options.limit,
    preference,
    policy,
    maskWatched: !options.includeSeen,
    tieSeed: options.seed,
    ...(predictor === undefined ? {} : { predictor }),
    ...(scores.length === 0 ? {} : { blend: { similarityWeight: 1, scores, normalisation: NORMALISATION } }),
  });
  const known = new Set(candidates.itemIds);
  const watched = new Set(history.watches.map(({ itemId }) => itemId).filter((id) => known.has(id)));
  return {
    user: options.userId ?? null,
    model: options.model,
    branch: recommendation.branch,
    branchReason: [recommendation.decision.reason, ...recommendation.notes, ...unusedEvents(history)].join(
      '; ',
    ),
    space: space.id,
    historyLength: history.watches.length,
    seen: options.includeSeen ? 0 : watched.size,
    candidates: candidates.itemIds.length,
    hits: await explained(store, recommendation),
  };
}

/** Popularity also orders the candidates of a user of whom nothing is known. */
async function otherScores(
  { store, popularityWeight, history }: HistoryRecommendation,
  itemIds: readonly VideoId[],
): Promise<OtherScore[]> {
  const weight = history.watches.length === 0 ? Math.max(popularityWeight, 1) : popularityWeight;
  if (weight === 0) return [];
  const counts = new Map<VideoId, number>();
  for await (const page of store.interactions.scan()) {
    for (const { itemId } of page) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  }
  return [{ name: 'popularity', weight, values: itemIds.map((id) => Math.log1p(counts.get(id) ?? 0)) }];
}

async function explained(store: VideoStore, { items }: Recommendation): Promise<RecommendReport['hits']> {
  const records = new Map(
    (await store.videos.get(items.map(({ itemId }) => itemId))).map((record) => [record.id, record]),
  );
  return items.flatMap((item) => {
    const record = records.get(item.itemId);
    // A video that was deleted while this ran has no row any more.
    if (record === undefined) return [];
    return [{ ...hitReport({ record, score: item.score }), reasons: reasonsOf(item) }];
  });
}

function reasonsOf({
  because,
  similarity,
  predictedLongView,
  parts,
}: Recommendation['items'][number]): string[] {
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

function unusedEvents({ withoutWatchTime }: WatchHistory): string[] {
  return withoutWatchTime === 0 ? [] : [`${withoutWatchTime} events without a watch time do not count`];
}
