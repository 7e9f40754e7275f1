import type { LongViewPredictor } from '../../models/candidate-dreamumm/long-view-predictor.js';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { VideoId } from '../../src/core/ids.js';
import type { RecommendReport } from '../../src/core/reports/recommend-report.js';
import type { VideoStore } from '../../src/core/store.js';
import type { Recommendation } from '../process-user-request.js';
import { hitReport } from '../stages/hit-report.js';
import type { UseCandidatePolicy } from '../user-request/use-candidate.js';
import { candidateSet } from './candidate-set.js';
import type { WatchHistory } from './history.js';
import { interactionStatistics } from './interaction-statistics.js';
import { branchReason, historyVector, rankForHistory, reasonsOf } from './rank-for-history.js';

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

/** Algorithm 1 of DreamUMM over the stored tokens, with everything it needs read from the tables. */
export async function recommendFromHistory(options: HistoryRecommendation): Promise<RecommendReport> {
  const { store, space, history, candidates: ids } = options;
  const { thresholds, popularity } = await interactionStatistics(store);
  const near = historyVector(history, thresholds).vector;
  const candidates = await candidateSet({ store, space, near, ...(ids === undefined ? {} : { ids }) });
  const recommendation = rankForHistory({
    ...options,
    spaceId: space.id,
    candidates,
    thresholds,
    popularity,
  });
  const known = new Set(candidates.itemIds);
  const watched = new Set(history.watches.map(({ itemId }) => itemId).filter((id) => known.has(id)));
  return {
    user: options.userId ?? null,
    model: options.model,
    branch: recommendation.branch,
    branchReason: branchReason(recommendation, history),
    space: space.id,
    historyLength: history.watches.length,
    seen: options.includeSeen ? 0 : watched.size,
    candidates: candidates.itemIds.length,
    hits: await explained(store, recommendation),
  };
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
