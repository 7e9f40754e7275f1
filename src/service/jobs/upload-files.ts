import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PipelineContext } from '../../../pipelines/context.js';
import { withStoreIfAny } from '../../../pipelines/stages/open-for-reading.js';
import { contentHash } from '../../core/ids.js';

const HASH_DIGITS = 64;

/** Absolute folder of the files that were uploaded and are stored videos; each is `<sha256>.<extension>`. */
export function uploadsFolder({ dataFolder }: Pick<PipelineContext, 'dataFolder'>): string {
  return join(dataFolder, 'uploads');
}

/** Absolute folder of what is being received; one folder for each request. */
export function receivingFolder({ dataFolder }: Pick<PipelineContext, 'dataFolder'>): string {
  return join(dataFolder, 'service', 'uploads');
}

/** Removes an upload that no stored video lies in: it failed, was cancelled, or its bytes are stored elsewhere. */
export async function removeUnstoredUpload(context: PipelineContext, file: string): Promise<void> {
  const hash = contentHash(basename(file).slice(0, HASH_DIGITS));
  const stored = await withStoreIfAny(context, async (store) =>
    (await store?.videos.identitiesByHash([hash]))?.get(hash),
  );
  if (stored !== undefined && (await isSameFile(stored.uri, file))) return;
  await rm(file, { force: true });
}

/** Removes what requests left behind that a kill ended. */
export async function removeOrphans(
  context: PipelineContext,
  { keep }: { readonly keep: ReadonlySet<string> },
): Promise<void> {
  const folder = receivingFolder(context);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!keep.has(path)) await rm(path, { recursive: true, force: true });
  }
}

/** False when one of them is not there. */
export async function isSameFile(left: string, right: string): Promise<boolean> {
  const real = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined);
  const found = await real(left);
  return found !== undefined && found === (await real(right));
}
