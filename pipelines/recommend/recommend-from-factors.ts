import { VidtokenError } from '../../src/core/errors.js';
import type { VideoId } from '../../src/core/ids.js';
import type { InteractionRecord, RecommenderSpace } from '../../src/core/recommend.js';
import type { RecommendReport } from '../../src/core/reports/recommend-report.js';
import type { FactorHit, VideoStore } from '../../src/core/store.js';
import { cosine } from '../../src/math/vector.js';
import { hitReport } from '../stages/hit-report.js';

export interface FactorRecommendation {
  readonly store: VideoStore;
  readonly model: string;
  readonly userId: string;
  readonly limit: number;
  /** Only these may be recommended. */
  readonly candidates?: readonly VideoId[];
  /** Recommend again what the user has seen. */
  readonly includeSeen: boolean;
  /** Scan every item vector instead of using the index. */
  readonly exact: boolean;
}

/** Seen videos that a recommendation is explained by at most: the newest. */
const EXPLAINING_VIDEOS = 50;

/**
 * The videos with the largest inner product with a user's vector, without those that the user has seen. One search.
 * @throws VidtokenError `no-model` when the model was not trained, `no-such-user` for a user it never saw
 */
export async function recommendFromFactors(options: FactorRecommendation): Promise<RecommendReport> {
  const { store, model, userId, limit, candidates, exact } = options;
  const space = await requireSpace(store, model);
  const history = await store.interactions.byUser(userId);
  const vector = (await store.factors.get({ space, kind: 'user', ids: [userId] })).get(userId);
  if (vector === undefined) throw unknownUser({ userId, model, watched: history.length });
  const known = new Set<string>(candidates ?? (await store.factors.ids({ space, kind: 'item' })));
  // A log may name videos that were deleted, or never stored.
  const seen = [...new Set(history.map(({ itemId }) => itemId))].filter((id) => known.has(id));
  const exclude = options.includeSeen ? [] : seen;
  const found = await store.factors.search({
    space,
    vector,
    limit,
    exclude,
    exact,
    ...(candidates === undefined ? {} : { candidates }),
  });
  return {
    user: userId,
    model,
    branch: 'factors',
    branchReason: `inner product of stored user and item vectors`,
    space: space.id,
    historyLength: history.length,
    seen: exclude.length,
    candidates: known.size,
    hits: await explained({ store, space, history, found }),
  };
}

async function requireSpace(store: VideoStore, model: string): Promise<RecommenderSpace> {
  const space = await store.factors.space(model);
  if (space !== undefined) return space;
  const trained = await store.factors.models();
  throw new VidtokenError({
    code: 'no-model',
    message: `The recommender "${model}" was not trained on this store.`,
    hint:
      trained.length === 0
        ? `Train it with: vidtoken train ${model}`
        : `Train it with: vidtoken train ${model}, or use one of: ${trained.join(', ')}.`,
    facts: { model, trained },
  });
}

/** Joins the rows of the found videos, and says which seen video each is most like. */
async function explained(options: {
  readonly store: VideoStore;
  readonly space: RecommenderSpace;
  readonly history: readonly InteractionRecord[];
  readonly found: readonly FactorHit[];
}): Promise<RecommendReport['hits']> {
  const { store, space, history, found } = options;
  const records = new Map((await store.videos.get(found.map(({ id }) => id))).map((row) => [row.id, row]));
  const newest = [...new Set(history.map(({ itemId }) => itemId))].slice(-EXPLAINING_VIDEOS);
  const ids = [...newest, ...found.map(({ id }) => id)];
  const vectors = await store.factors.get({ space, kind: 'item', ids });
  return found.flatMap(({ id, score }) => {
    const record = records.get(id);
    // A video that was deleted while this ran has no row any more.
    if (record === undefined) return [];
    const closest = closestSeen({ vector: vectors.get(id), newest, vectors });
    const reasons = closest === undefined ? [] : [`closest to ${closest}, which the user knows`];
    return [{ ...hitReport({ record, score }), reasons }];
  });
}

function closestSeen(options: {
  readonly vector: Float32Array | undefined;
  readonly newest: readonly VideoId[];
  readonly vectors: ReadonlyMap<string, Float32Array>;
}): VideoId | undefined {
  const { vector, newest, vectors } = options;
  if (vector === undefined) return undefined;
  let best: { readonly id: VideoId; readonly similarity: number } | undefined;
  for (const id of newest) {
    const seen = vectors.get(id);
    if (seen === undefined) continue;
    const similarity = cosine(seen, vector);
    if (best === undefined || similarity > best.similarity) best = { id, similarity };
  }
  return best?.id;
}

function unknownUser(facts: {
  readonly userId: string;
  readonly model: string;
  readonly watched: number;
}): VidtokenError {
  const { userId, model, watched } = facts;
  return new VidtokenError({
    code: 'no-such-user',
    message:
      watched === 0
        ? `User "${userId}" has no stored interactions, and "${model}" has no vector for them.`
        : `"${model}" was trained before user "${userId}" came (${watched} stored interactions since).`,
    hint:
      watched === 0
        ? 'Give a history instead: vidtoken recommend --model dreamumm --history <id|file>:<seconds>s,…'
        : `Train again with: vidtoken train ${model}, or use: vidtoken recommend --model dreamumm --user ${userId}`,
    facts,
  });
}
