import { TokenGallery } from '../../../models/dreamumm/token-gallery.js';
import type { CandidateSet } from '../../../pipelines/process-user-request.js';
import type { EmbeddingSpace } from '../../core/embedding.js';
import type { VideoId } from '../../core/ids.js';
import { topK } from '../../math/top-k.js';
import type { VideoLibrary } from '../library/video-library.js';
import { ProblemError } from '../problem-error.js';

/** Candidates that a trained model looks at, and that are read from tables: the nearest to the user, or the most watched. */
const PRESELECTED = 5000;

export interface CandidateOptions {
  readonly library: VideoLibrary;
  readonly space: EmbeddingSpace;
  /** Only these may come back; all when absent. */
  readonly ids: readonly VideoId[] | undefined;
  /** μ of eq. 3, where there is one. */
  readonly near: Float32Array | undefined;
  readonly popularity: ReadonlyMap<string, number>;
  /** A trained model scores each candidate, which costs more than an inner product. */
  readonly isCostly: boolean;
  readonly seed: number;
}

/** V of Algorithm 1. @throws ProblemError `no-such-video` when none of the named candidates has a token */
export async function candidateVideos(options: CandidateOptions): Promise<CandidateSet> {
  const { library, ids } = options;
  const all = library.candidates();
  const chosen = all === undefined ? await fromTables(options) : inMemory(all, options);
  const count = chosen.rows?.length ?? chosen.itemIds.length;
  if (ids !== undefined && count === 0) throw noneKnown(ids);
  return chosen;
}

function inMemory(
  all: CandidateSet,
  { ids, near, popularity, isCostly, seed }: CandidateOptions,
): CandidateSet {
  const rows = ids === undefined ? all.rows : knownRows(all, ids);
  const count = rows?.length ?? all.itemIds.length;
  if (!isCostly || count <= PRESELECTED) return rows === undefined ? all : { ...all, rows };
  const scores =
    near === undefined
      ? Float32Array.from(all.itemIds, (id) => popularity.get(id) ?? 0)
      : all.gallery.products(near);
  const candidates = rows === undefined ? {} : { candidates: rows };
  return { ...all, rows: topK({ scores, count: PRESELECTED, tieSeed: seed, ...candidates }) };
}

async function fromTables(options: CandidateOptions): Promise<CandidateSet> {
  const { library, space } = options;
  const tokens = await library.tokens(options.ids ?? (await preselected(options)));
  return {
    itemIds: [...tokens.keys()],
    gallery: new TokenGallery({ dimension: space.dimension, tokens: [...tokens.values()] }),
  };
}

async function preselected({ library, near, popularity }: CandidateOptions): Promise<readonly VideoId[]> {
  if (near !== undefined) {
    return (await library.nearest({ vector: near, limit: PRESELECTED })).map(({ id }) => id);
  }
  const ids = [...popularity.keys()] as VideoId[];
  const scores = ids.map((id) => popularity.get(id) ?? 0);
  if (ids.length > 0) {
    return topK({ scores, count: PRESELECTED, tieSeed: 0 }).map((place) => ids[place] as VideoId);
  }
  const newest = await library.page({ order: 'newest', limit: PRESELECTED });
  return newest.videos.map(({ id }) => id as VideoId);
}

function knownRows({ itemIds, rows }: CandidateSet, ids: readonly VideoId[]): number[] {
  const wanted = new Set(ids);
  return [...(rows ?? itemIds.keys())].filter((row) => wanted.has(itemIds[row] as VideoId));
}

function noneKnown(ids: readonly VideoId[]): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'no-such-video',
    message: `None of the ${ids.length} candidates is a stored video with a token; the first is "${ids[0]}".`,
    hint: 'GET /v1/videos lists the ids.',
  });
}
