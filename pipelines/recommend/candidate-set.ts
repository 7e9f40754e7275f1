import { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import type { VideoId } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';
import type { CandidateSet } from '../process-user-request.js';

/** Tokens that are held in memory for one request: 100 MB at 256 numbers each. */
const MAXIMUM_CANDIDATES = 100_000;

/** Videos that the index picks out where there are more of them. */
const PRESELECTED = 5000;

/**
 * The videos that Algorithm 1 may choose from: those that are named, or all that have a token. Of more than 100,000 the
 * vector index takes the nearest to `near`.
 * @throws VidtokenError `no-such-video` when none of the named ones is stored with a token, `configuration` when there
 * are too many and nothing to search near
 */
export async function candidateSet(options: {
  readonly store: VideoStore;
  readonly space: EmbeddingSpace;
  readonly ids?: readonly VideoId[];
  /** μ of eq. 3, where there is one. */
  readonly near: Float32Array | undefined;
}): Promise<CandidateSet> {
  const { store, space, ids, near } = options;
  if (ids !== undefined) return gallery(space, await namedTokens(store, ids));
  const stored = await store.videos.count('token IS NOT NULL');
  if (stored <= MAXIMUM_CANDIDATES) return gallery(space, await allTokens(store));
  if (near === undefined) throw tooMany(stored);
  const hits = await store.videos.searchVector({ vector: near, space, limit: PRESELECTED });
  return gallery(
    space,
    hits.map(({ record }) => record),
  );
}

interface TokenRow {
  readonly id: VideoId;
  readonly token?: Float32Array;
}

function gallery({ dimension }: EmbeddingSpace, rows: readonly TokenRow[]): CandidateSet {
  const itemIds: VideoId[] = [];
  const tokens: Float32Array[] = [];
  for (const { id, token } of rows) {
    if (token === undefined) continue;
    itemIds.push(id);
    tokens.push(token);
  }
  return { itemIds, gallery: new TokenGallery({ dimension, tokens }) };
}

async function allTokens(store: VideoStore): Promise<TokenRow[]> {
  const rows: TokenRow[] = [];
  for await (const page of store.videos.scanVectors({ where: 'token IS NOT NULL' })) {
    for (const { id, token } of page) rows.push(token === undefined ? { id } : { id, token });
  }
  return rows;
}

async function namedTokens(store: VideoStore, ids: readonly VideoId[]): Promise<readonly TokenRow[]> {
  const rows = await store.videos.get([...new Set(ids)]);
  if (rows.some(({ token }) => token !== undefined)) return rows;
  throw new VidtokenError({
    code: 'no-such-video',
    message: `None of the ${ids.length} candidates is a stored video with a token; the first is "${ids[0] ?? ''}".`,
    hint: 'Ids are printed by: vidtoken search "<words>", or: vidtoken export --format jsonl',
  });
}

function tooMany(stored: number): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `There are ${stored} videos to choose from and no history to search near.`,
    hint: 'Name the candidates with --candidates <file>, one id a line.',
    facts: { stored },
  });
}
