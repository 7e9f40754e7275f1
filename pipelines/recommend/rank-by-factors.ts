import { VidtokenError } from '../../src/core/errors.js';
import type { VideoId } from '../../src/core/ids.js';
import type { InteractionRecord, RecommenderSpace } from '../../src/core/recommend.js';
import type { FactorHit, VideoStore } from '../../src/core/store.js';
import { cosine } from '../../src/math/vector.js';

export interface FactorRanking {
  readonly store: VideoStore;
  readonly space: RecommenderSpace;
  readonly userId: string;
  /** Of the user, oldest first. */
  readonly history: readonly InteractionRecord[];
  readonly limit: number;
  /** Only these may be recommended. */
  readonly candidates?: readonly VideoId[];
  /** Videos that must not come back. */
  readonly exclude: readonly VideoId[];
  /** Scan every item vector instead of using the index. */
  readonly exact: boolean;
}

export interface RankedByFactors extends FactorHit {
  /** Sentences for people: why this video, for this user. */
  readonly reasons: string[];
}

/** Seen videos that a recommendation is explained by at most: the newest. */
const EXPLAINING_VIDEOS = 50;

/**
 * The videos with the largest inner product with a user's vector, best first, each with the seen video that it is most
 * like. One search. @throws VidtokenError `no-such-user` for a user whom the model never saw
 */
export async function rankByFactors(options: FactorRanking): Promise<RankedByFactors[]> {
  const { store, space, userId, history, candidates, limit, exclude, exact } = options;
  const vector = (await store.factors.get({ space, kind: 'user', ids: [userId] })).get(userId);
  if (vector === undefined) throw unknownUser({ userId, model: space.model, watched: history.length });
  const found = await store.factors.search({
    space,
    vector,
    limit,
    exclude,
    exact,
    ...(candidates === undefined ? {} : { candidates }),
  });
  const newest = [...new Set(history.map(({ itemId }) => itemId))].slice(-EXPLAINING_VIDEOS);
  const ids = [...newest, ...found.map(({ id }) => id)];
  const vectors = await store.factors.get({ space, kind: 'item', ids });
  return found.map((hit) => {
    const closest = closestSeen({ vector: vectors.get(hit.id), newest, vectors });
    return { ...hit, reasons: closest === undefined ? [] : [`closest to ${closest}, which the user knows`] };
  });
}

/** @throws VidtokenError `no-model` when the model was not trained */
export async function requireRecommender(store: VideoStore, model: string): Promise<RecommenderSpace> {
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
