import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { VidtokenError } from '../core/errors.js';

/**
 * Creates a folder with the parents that are missing, one level at a time: Node's recursive mkdir never returns
 * below file systems that take no folders (`/proc`), and hides the reason on a read-only disk.
 * @throws VidtokenError `store-unwritable` when a file is in the way; errors of the file system as they are.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let path = resolve(folder); !(await isFolder(path, folder)); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    try {
      await mkdir(path);
    } catch (error) {
      // Another command may have made the same folder meanwhile.
      if (!hasCode(error, 'EEXIST') || !(await isFolder(path, folder))) throw error;
    }
  }
}

async function isFolder(path: string, wanted: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
  throw new VidtokenError({
    code: 'store-unwritable',
    message: `The store cannot be written (${wanted}): ${path} is a file, not a folder.`,
    hint: 'Choose a folder with --data <folder>.',
    facts: { folder: wanted, path },
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
