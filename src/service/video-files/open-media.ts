import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';

export interface OpenedMedia {
  /** Whoever asked closes it. */
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Nothing is followed, and a pipe without a writer does not keep the opener waiting. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What says that there is no such file, or none that may be read; the rest is a fault of the machine. */
const ABSENT: ReadonlySet<string | undefined> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'EACCES',
  'EPERM',
  'ENXIO',
  'ENODEV',
  'ENAMETOOLONG',
  'ESTALE',
  'ERR_INVALID_ARG_VALUE',
]);

/**
 * Opens the file of a stored video for reading. Undefined when it is no plain file of the stored size any more: gone,
 * replaced, a link, a folder, a device. What was checked is what is open.
 * @param uri as it is stored, never from a request
 */
export async function openMedia(uri: string, sizeBytes: number): Promise<OpenedMedia | undefined> {
  if (!isAbsolute(uri)) return undefined;
  const handle = await openIfThere(uri);
  if (handle === undefined) return undefined;
  try {
    const facts = await handle.stat();
    if (facts.isFile() && facts.size === sizeBytes) {
      return { handle, sizeBytes, modifiedMs: Math.floor(facts.mtimeMs) };
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}
