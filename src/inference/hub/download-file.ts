import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, VidtokenError } from '../../core/errors.js';
import { type BringOptions, bringBytes } from './bring-bytes.js';
import { digestFile } from './file-digest.js';
import { downloadFailed } from './hub-connection.js';
import type { HubFile } from './list-files.js';

export interface DownloadOptions extends Omit<BringOptions, 'partial' | 'sizeBytes'> {
  /** Absolute path that the file gets. */
  readonly path: string;
  readonly file: HubFile;
}

/** Name of a file while it is on its way. */
export function partialPath(path: string): string {
  return `${path}.partial`;
}

/**
 * Brings one file: to a temporary name, taken up again where it broke, now or with the next run, checked in size and
 * hash, then renamed. The file is either the whole of the right bytes or as it was.
 *
 * @returns SHA-256 of the bytes
 * @throws VidtokenError `download-failed`, `disk-full`, `store-unwritable`; the signal's reason after an abort
 */
export async function downloadFile({ path, file, ...options }: DownloadOptions): Promise<string> {
  const { signal, address } = options;
  const partial = partialPath(path);
  const bring = async (): Promise<number> => bringBytes({ ...options, partial, sizeBytes: file.sizeBytes });
  try {
    await mkdir(dirname(path), { recursive: true });
    const startedAt = await bring();
    let hashes = await digestFile(partial, { file, signal });
    if (!hashes.matches && startedAt > 0) {
      // The beginning may be of another version of the file.
      await rm(partial);
      await bring();
      hashes = await digestFile(partial, { file, signal });
    }
    if (!hashes.matches) {
      await rm(partial);
      throw downloadFailed(address, 'its bytes do not have the hash that the hub lists');
    }
    await rename(partial, path);
    return hashes.sha256;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof VidtokenError ? error : notWritten(path, error);
  }
}

/** The error for a file that this disk does not take. */
export function notWritten(path: string, cause: unknown): VidtokenError {
  const isFull =
    cause instanceof Error && 'code' in cause && ['ENOSPC', 'EDQUOT'].includes(String(cause.code));
  return new VidtokenError({
    code: isFull ? 'disk-full' : 'store-unwritable',
    message: `${path} could not be written: ${messageOf(cause)}.`,
    hint: isFull
      ? 'Free some space and run the same command again; what has arrived is kept.'
      : 'Choose a writable folder with --weights <folder>.',
    facts: { path },
    retryable: isFull,
    cause,
  });
}
