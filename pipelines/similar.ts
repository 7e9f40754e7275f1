import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EmbeddingSpace } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';
import { type ContentHash, videoId } from '../src/core/ids.js';
import type { SimilarReport } from '../src/core/reports/search-report.js';
import type { VideoStore } from '../src/core/store.js';
import { hashFile } from '../src/dataset/hash-file.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { createExtractors } from './stages/create-extractors.js';
import { requireCurrentModel, requireCurrentSpace } from './stages/current-model.js';
import { hitReport } from './stages/hit-report.js';
import { extractAll, readSample } from './stages/ingest-video.js';
import { withStore } from './stages/open-for-reading.js';
import { requireExtractorsOf } from './stages/open-ingest-session.js';

export interface SimilarOptions {
  readonly backend: BackendName;
  readonly context: PipelineContext;
  /** Id of a stored video, or path of any video file. */
  readonly target: string;
  readonly limit: number;
  /** SQL condition over the columns of `videos`. */
  readonly where?: string;
  /** Scan every vector instead of using the index. */
  readonly exact: boolean;
}

interface Query {
  readonly vector: Float32Array;
  readonly contentHash: ContentHash;
  readonly report: SimilarReport['query'];
}

/**
 * The stored videos nearest to one video by cosine similarity of their tokens. A file that is not in the
 * store is embedded on the fly and stored nowhere. The query and its exact duplicates are left out.
 * @throws VidtokenError `no-such-video`, `no-model`, `space-mismatch`, `usage` (a wrong `where`).
 */
export async function similarVideos(options: SimilarOptions): Promise<SimilarReport> {
  return withStore(options.context, async (store) => {
    const space = await requireCurrentSpace(options.context);
    const query = (await storedQuery(store, options)) ?? (await fileQuery(store, options));
    const hits = await store.videos.searchVector({
      vector: query.vector,
      space,
      limit: options.limit,
      excludeHashes: [query.contentHash],
      exact: options.exact,
      ...(options.where === undefined ? {} : { where: options.where }),
    });
    return { query: query.report, space: publicSpace(space), hits: hits.map(hitReport) };
  });
}

function publicSpace({ id, dimension, metric }: EmbeddingSpace): SimilarReport['space'] {
  return { id, dimension, metric };
}

async function storedQuery(store: VideoStore, { target }: SimilarOptions): Promise<Query | undefined> {
  if (target.length === 0) return undefined;
  const [row] = await store.videos.get([videoId(target)]);
  if (row === undefined) return undefined;
  if (row.token === undefined) {
    throw new VidtokenError({
      code: 'no-model',
      message: `Video "${row.id}" is stored but has no token yet.`,
      hint: 'Finish it with: vidtoken embed <folder>, or train with: vidtoken distill',
    });
  }
  const { token, contentHash, id, uri } = row;
  return { vector: token, contentHash, report: { id, uri, stored: true } };
}

async function fileQuery(store: VideoStore, options: SimilarOptions): Promise<Query> {
  const { context, target } = options;
  const path = resolve(target);
  if (!(await isFile(path))) {
    throw new VidtokenError({
      code: 'no-such-video',
      message: `"${target}" is neither the id of a stored video nor a file.`,
      hint: 'Ids are printed by: vidtoken search "<words>", or: vidtoken export --format jsonl',
    });
  }
  const { contentHash } = await hashFile(path, { signal: context.signal });
  const stored = (await store.videos.identitiesByHash([contentHash])).get(contentHash);
  if (stored?.hasToken) {
    const query = await storedQuery(store, { ...options, target: stored.id });
    if (query !== undefined) return query;
  }
  const vector = await embedFile(store, path, options);
  return { vector, contentHash, report: { id: null, uri: path, stored: false } };
}

async function embedFile(store: VideoStore, path: string, options: SimilarOptions): Promise<Float32Array> {
  const { context } = options;
  const extractors = await createExtractors(
    store.schema.extractors.map(({ id }) => id),
    context,
  );
  const model = await requireCurrentModel(options);
  try {
    requireExtractorsOf(
      model,
      extractors.map(({ spec }) => spec),
    );
    const sample = await readSample({ path }, context);
    const [token] = model.embed([await extractAll(sample, { context, extractors })]);
    if (token === undefined) throw new RangeError('The model gave no token for the file.');
    return token;
  } finally {
    model.dispose();
    for (const extractor of extractors) await extractor.dispose();
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
