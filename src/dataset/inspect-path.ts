import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { type FailureCode, messageOf } from '../core/errors.js';
import { errnoOf } from './hash-file.js';
import type { ScanFailure } from './scan-entry.js';

export type InspectedPath =
  | { readonly kind: 'file' }
  | {
      readonly kind: 'folder';
      /** Device and inode: the same for every path that leads to the folder. */
      readonly identity: string;
    }
  | ScanFailure;

/** Says what a path leads to, links followed, and whether it can be read. Never throws for a bad path. */
export async function inspectPath(path: string): Promise<InspectedPath> {
  try {
    const facts = await stat(path, { bigint: true });
    if (facts.isDirectory()) return { kind: 'folder', identity: `${facts.dev}:${facts.ino}` };
    if (!facts.isFile())
      return failure(path, 'not-a-file', 'It is a socket, pipe or device, not a regular file.');
    if (facts.size === 0n) return failure(path, 'empty-file', 'The file has 0 bytes.');
    await access(path, constants.R_OK);
    return { kind: 'file' };
  } catch (error) {
    return failureOf(path, error);
  }
}

function failureOf(path: string, error: unknown): ScanFailure {
  switch (errnoOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return path.includes('\uFFFD')
        ? failure(path, 'unsupported-name', 'The name is not UTF-8 text. Rename the file.')
        : failure(path, 'not-found', 'There is no such file or folder, or it is a link to nothing.');
    case 'ELOOP':
      return failure(path, 'not-found', 'It is a link that leads back to itself.');
    case 'EACCES':
    case 'EPERM':
      return failure(path, 'unreadable', 'There is no permission to read it.');
    case 'ERR_INVALID_ARG_VALUE':
      return failure(path, 'unsupported-name', 'The name holds a NUL character.');
    default:
      return failure(path, 'unreadable', messageOf(error));
  }
}

function failure(file: string, code: FailureCode, reason: string): ScanFailure {
  return { kind: 'failure', file, code, reason };
}
