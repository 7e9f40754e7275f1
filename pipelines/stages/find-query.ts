import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { VideoTokenModel } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { type ContentHash, videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';
import { hashFile } from '../../src/dataset/hash-file.js';
import type { PipelineContext } from '../context.js';
import { createExtractors } from './create-extractors.js';
import { extractAll, readSample } from './ingest-video.js';
import { requireExtractorsOf } from './open-ingest-session.js';
import { openReadings } from './readings.js';

/** A video that somebody asks about: a stored one, or any file. */
export interface VideoQuery {
  /** Unit vector. */
  readonly token: Float32Array;
  readonly contentHash: ContentHash;
  /** `id` is null and `stored` false for a file that is not in the store. */
  readonly report: { readonly id: string | null; readonly uri: string; readonly stored: boolean };
  /** Present when it is stored. */
  readonly record?: VideoRecord;
}

export interface FindQueryOptions {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  /** Id of a stored video, or path of any video file. */
  readonly target: string;
  /** Lends the model for embedding a file; called only where one is needed. */
  readonly withModel: <Result>(work: (model: VideoTokenModel) => Promise<Result>) => Promise<Result>;
}

/**
 * The token of a stored video by id or by its file, or of any other file, which is embedded on the fly and stored
 * nowhere. The token of a stored video is as it is stored: the caller checks its space.
 * @throws VidtokenError `no-such-video`, `no-model`, `extractor-mismatch`; InputError of the file
 */
export async function findQuery(options: FindQueryOptions): Promise<VideoQuery> {
  return (await storedQuery(options)) ?? (await fileQuery(options));
}

async function storedQuery({ store, target }: FindQueryOptions): Promise<VideoQuery | undefined> {
  if (target.length === 0) return undefined;
  const [record] = await store.videos.get([videoId(target)]);
  if (record === undefined) return undefined;
  const { token, contentHash, id, uri } = record;
  if (token === undefined) {
    throw new VidtokenError({
      code: 'no-model',
      message: `Video "${id}" is stored but has no token yet.`,
      hint: 'Finish it with: vidtoken embed <folder>, or train with: vidtoken distill',
    });
  }
  return { token, contentHash, report: { id, uri, stored: true }, record };
}

async function fileQuery(options: FindQueryOptions): Promise<VideoQuery> {
  const { context, store, target } = options;
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
    const query = await storedQuery({ ...options, target: stored.id });
    if (query !== undefined) return query;
  }
  const token = await options.withModel((model) => embedFile(model, path, options));
  return { token, contentHash, report: { id: null, uri: path, stored: false } };
}

async function embedFile(
  model: VideoTokenModel,
  path: string,
  { context, store }: FindQueryOptions,
): Promise<Float32Array> {
  const extractors = await createExtractors(
    store.schema.extractors.map(({ id }) => id),
    context,
  );
  const readings = await openReadings({}, context);
  try {
    requireExtractorsOf(
      model,
      extractors.map(({ spec }) => spec),
    );
    const { sample } = await readSample({ path }, { context, readings });
    const [token] = model.embed([await extractAll(sample, { context, extractors })]);
    if (token === undefined) throw new RangeError('The model gave no token for the file.');
    return token;
  } finally {
    await readings.dispose();
    for (const extractor of extractors) await extractor.dispose();
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
