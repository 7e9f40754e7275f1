import type { PipelineContext } from '../../../pipelines/context.js';
import { withStore } from '../../../pipelines/stages/open-for-reading.js';
import { InputError } from '../../core/errors.js';
import type { ContentHash } from '../../core/ids.js';
import { hashFile } from '../../dataset/hash-file.js';
import { scanInputs } from '../../dataset/scan.js';

/** A job names no more videos than this. */
const MAXIMUM_IDS = 1000;

export interface StoredInputs {
  /** Ids of the stored videos with the bytes of the inputs, in the order of the inputs; the first thousand. */
  readonly ids: readonly string[];
  /** How many of them have no token. */
  readonly withoutToken: number;
}

/** Which stored videos the files of a path are, by their bytes: also those that lie elsewhere under another name. */
export async function storedInputs(context: PipelineContext, path: string): Promise<StoredInputs> {
  const { signal } = context;
  const hashes = new Set<ContentHash>();
  for await (const entry of scanInputs([path], { signal })) {
    if (hashes.size >= MAXIMUM_IDS) break;
    const hash = entry.kind === 'file' ? await hashOf(entry.path, signal) : undefined;
    if (hash !== undefined) hashes.add(hash);
  }
  const stored = await withStore(context, (store) => store.videos.identitiesByHash([...hashes]));
  const found = [...hashes].flatMap((hash) => stored.get(hash) ?? []);
  return {
    ids: [...new Set(found.map(({ id }) => id))],
    withoutToken: found.filter(({ hasToken }) => !hasToken).length,
  };
}

/** Undefined for a file that cannot be read; the report of the run says why. */
async function hashOf(path: string, signal: AbortSignal): Promise<ContentHash | undefined> {
  try {
    return (await hashFile(path, { signal })).contentHash;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
