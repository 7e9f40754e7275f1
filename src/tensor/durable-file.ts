import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, VidtokenError } from '../core/errors.js';

/**
 * Writes a file so that a crash or a full disk leaves either the old bytes or the new ones:
 * beside it under `<path>.partial`, flushed to the disk, then renamed over it.
 * @throws VidtokenError `disk-full` or `store-unwritable`; the old file is untouched and no partial one stays.
 */
export async function durableFile(path: string, parts: readonly (Uint8Array | string)[]): Promise<void> {
  const partial = `${path}.partial`;
  let created = false;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, 'w');
    created = true;
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (created) await rm(partial, { force: true });
    throw writeError(path, error);
  }
}

/** Makes the rename itself survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const FULL_DISK_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

function writeError(path: string, error: unknown): VidtokenError {
  const full = error instanceof Error && 'code' in error && FULL_DISK_CODES.includes(error.code);
  return new VidtokenError({
    code: full ? 'disk-full' : 'store-unwritable',
    message: `${path} could not be written: ${messageOf(error)}.`,
    hint: full
      ? 'Free some space and run the same command again; what was saved before is intact.'
      : 'Choose a writable folder with `--data` or `--models-dir`.',
    facts: { path },
    retryable: full,
    cause: error,
  });
}
