import { rankByFactors, requireRecommender } from '../../../pipelines/recommend/rank-by-factors.js';
import { type VideoId, videoId } from '../../core/ids.js';
import type { RecommendationAnswer, RecommendRequest } from '../contract/recommend.js';
import { ProblemError } from '../problem-error.js';
import type { Service } from '../service.js';
import { diversified, poolSize } from './diversified.js';

/**
 * The stored vectors of a trained recommender: one search.
 * @throws ProblemError `invalid-request` for what such a model cannot do; VidtokenError `no-model`, `no-such-user`
 */
export async function recommendByFactors(
  service: Service,
  request: RecommendRequest,
): Promise<RecommendationAnswer> {
  const { library, feedback, metrics } = service;
  const { model, userId, policy, k } = request;
  if (userId === undefined)
    throw refused(model, 'knows users by their id only, so a history says nothing to it');
  if (policy.popularityWeight > 0)
    throw refused(model, 'ranks by its vectors alone: popularityWeight does not apply');
  const history = await metrics.time('history', () => feedback.history(userId));
  const seen = [...new Set(history.map(({ itemId }) => itemId))];
  const ranked = await metrics.time('rank', () =>
    library.read(async (store) => {
      const space = await requireRecommender(store, model);
      const hits = await rankByFactors({
        store,
        space,
        userId,
        history,
        exclude: policy.includeSeen ? [] : seen,
        limit: poolSize(k, policy.diversify),
        exact: false,
        ...(request.candidates === undefined ? {} : { candidates: request.candidates.map(videoId) }),
      });
      return { spaceId: space.id, items: hits.map(({ id, ...hit }) => ({ ...hit, itemId: id })) };
    }),
  );
  const tokens: ReadonlyMap<VideoId, Float32Array> =
    policy.diversify === 0 ? new Map() : await library.tokens(ranked.items.map(({ itemId }) => itemId));
  const items = diversified({ items: ranked.items, tokens, diversify: policy.diversify, count: k });
  const videos = new Map(
    (await library.summaries(items.map(({ itemId }) => itemId))).map((video) => [video.id, video]),
  );
  return {
    hits: items.flatMap(({ itemId, score, reasons }) => {
      const video = videos.get(itemId);
      // A video that was deleted while this ran has no row any more.
      return video === undefined ? [] : [{ video, score, reason: null, reasons }];
    }),
    model,
    branch: 'factors',
    branchReason: 'inner product of stored user and item vectors',
    spaceId: ranked.spaceId,
    historyLength: history.length,
    user: null,
  };
}

function refused(model: string, reason: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    message: `The recommender "${model}" ${reason}.`,
    hint: 'Use the model "dreamumm".',
  });
}
