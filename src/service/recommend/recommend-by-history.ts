import type { CandidateSet, Recommendation } from '../../../pipelines/process-user-request.js';
import type { WatchHistory } from '../../../pipelines/recommend/history.js';
import {
  branchReason,
  historyVector,
  rankForHistory,
  reasonsOf,
  weightOfPopularity,
} from '../../../pipelines/recommend/rank-for-history.js';
import { useCandidatePolicy } from '../../../pipelines/user-request/use-candidate.js';
import { VidtokenError } from '../../core/errors.js';
import { type VideoId, videoId } from '../../core/ids.js';
import type { RecommendationAnswer, RecommendRequest } from '../contract/recommend.js';
import type { Service } from '../service.js';
import { candidateVideos } from './candidate-videos.js';
import { diversified, poolSize } from './diversified.js';
import type { PredictorCache } from './predictor-cache.js';
import { requestHistory } from './request-history.js';

/** When each model builds the user from the candidates. */
const HISTORY_MODELS = { dreamumm: 'never', 'candidate-dreamumm': 'always', auto: 'auto' } as const;
/** Reasons cost a product for each watch and each hit. */
const EXPLAINED_WATCHES = 200;
export type HistoryModel = keyof typeof HISTORY_MODELS;

export function isHistoryModel(model: string): model is HistoryModel {
  return Object.hasOwn(HISTORY_MODELS, model);
}

/** Algorithm 1 of DreamUMM for a request; a user of whom nothing is known gets what is popular. */
export async function recommendByHistory(options: {
  readonly service: Service;
  readonly predictors: PredictorCache;
  readonly model: HistoryModel;
  readonly request: RecommendRequest;
}): Promise<RecommendationAnswer> {
  const { service, predictors, model, request } = options;
  const { library, feedback, metrics } = service;
  const { space } = library.state();
  if (space === undefined) throw noTokens();
  const history = await metrics.time('history', () => requestHistory(service, request));
  const thresholds = await feedback.thresholds();
  const own = historyVector(history, thresholds);
  const mode = HISTORY_MODELS[model];
  const weighing = { history, popularityWeight: request.policy.popularityWeight };
  const needsPopularity = weightOfPopularity(weighing) > 0 || (mode !== 'never' && own.vector === undefined);
  const popularity = needsPopularity ? await feedback.popularity() : new Map<string, number>();
  // Before the candidates: those of memory are only good until the library changes.
  const predictor =
    mode === 'never' ? undefined : await predictors.get({ space, isOptional: mode === 'auto' });
  const candidates = await candidateVideos({
    library,
    space,
    ids: request.candidates?.map(videoId),
    near: own.vector,
    popularity,
    isCostly: mode !== 'never',
    seed: request.seed,
  });
  const { diversify, includeSeen, popularityWeight } = request.policy;
  const ranked = await metrics.time('rank', async () =>
    rankForHistory({
      spaceId: space.id,
      history,
      candidates,
      thresholds,
      policy: useCandidatePolicy.parse({ mode }),
      popularityWeight,
      popularity,
      limit: poolSize(request.k, diversify),
      includeSeen,
      nowMs: service.context.clock(),
      seed: request.seed,
      explainedWatches: EXPLAINED_WATCHES,
      ...(predictor === undefined ? {} : { predictor }),
    }),
  );
  const tokens = diversify === 0 ? new Map() : tokensOf(candidates, ranked);
  const items = diversified({ items: ranked.items, tokens, diversify, count: request.k });
  const weights = own.weights.reduce((sum, weight) => sum + weight, 0);
  const { userVector } = ranked;
  return {
    hits: await withVideos(service, items),
    model,
    branch: ranked.branch,
    branchReason: reasonOf(request, history, ranked),
    spaceId: space.id,
    historyLength: history.watches.length,
    user: {
      position: userVector === undefined ? null : await service.maps.place(userVector),
      vectorNorm: own.absence === 'no-history' || weights === 0 ? null : own.length / weights,
      newestWeight: own.weights.at(-1) ?? null,
    },
  };
}

function tokensOf({ gallery, itemIds }: CandidateSet, { items }: Recommendation): Map<VideoId, Float32Array> {
  const wanted = new Set(items.map(({ itemId }) => itemId));
  const tokens = new Map<VideoId, Float32Array>();
  for (const [row, id] of itemIds.entries()) if (wanted.has(id)) tokens.set(id, gallery.token(row));
  return tokens;
}

async function withVideos(
  { library }: Service,
  items: Recommendation['items'],
): Promise<RecommendationAnswer['hits']> {
  const summaries = await library.summaries(items.map(({ itemId }) => itemId));
  const videos = new Map(summaries.map((video) => [video.id, video]));
  return items.flatMap((item) => {
    const video = videos.get(item.itemId);
    // A video that was deleted while this ran has no row any more.
    return video === undefined ? [] : [{ video, score: item.score, reason: null, reasons: reasonsOf(item) }];
  });
}

function reasonOf({ userId }: RecommendRequest, history: WatchHistory, ranked: Recommendation): string {
  const reason = branchReason(ranked, history);
  if (history.watches.length > 0) return reason;
  const whom = userId === undefined ? 'the history is empty' : `nothing is known of user "${userId}" yet`;
  return ranked.branch === 'other-scores'
    ? `${whom}, so popular videos come first; ${reason}`
    : `${whom}; ${reason}`;
}

function noTokens(): VidtokenError {
  return new VidtokenError({
    code: 'no-model',
    message: 'No video has a token yet, so there is nothing to recommend.',
    hint: 'Add videos with POST /v1/videos, or with: vidtoken embed <folder>',
  });
}
