import { randomUUID } from 'node:crypto';
import { readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, VidtokenError } from '../../src/core/errors.js';

/**
 * Lets `write` fill a draft beside each of `paths` and renames all of them when it is done, so that a file is
 * there as a whole or not at all. A symbolic link stays and its target is replaced; devices and pipes are
 * written directly, because a rename would put a file in their place.
 * @throws VidtokenError `disk-full`, or `usage` when a path cannot be written.
 */
export async function replaceFiles<Result>(
  paths: readonly string[],
  write: (drafts: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const targets: Target[] = [];
  try {
    for (const path of paths) targets.push(await targetOf(path));
    const result = await write(targets.map(({ draft }) => draft));
    for (const { draft, path } of targets) if (draft !== path) await rename(draft, path);
    return result;
  } catch (error) {
    throw outputError(error, paths);
  } finally {
    for (const { draft, path } of targets) if (draft !== path) await rm(draft, { force: true });
  }
}

/** `draft` is `path` itself where it is written directly. */
interface Target {
  readonly path: string;
  readonly draft: string;
}

/** Names of the process's own streams: whatever they lead to, a file too, is held open by somebody else. */
const STREAM = /^\/(dev\/(stdout|stderr|fd\/)|proc\/)/;

async function targetOf(given: string): Promise<Target> {
  if (STREAM.test(resolve(given)) || (await isSpecial(given))) return { path: given, draft: given };
  const path = await behindLinks(given);
  return { path, draft: `${path}.${randomUUID()}.part` };
}

async function isSpecial(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return !found.isFile() && !found.isDirectory();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** The file that is meant, also at the end of links to a file that does not exist yet. */
async function behindLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  try {
    const link = await readlink(path);
    return await behindLinks(resolve(await realpath(dirname(path)), link));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EINVAL')) return path;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function outputError(error: unknown, paths: readonly string[]): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof VidtokenError || !/^E[A-Z]+$/.test(code)) return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new VidtokenError({
    code: full ? 'disk-full' : 'usage',
    message: `--out: ${paths.join(', ')} cannot be written: ${messageOf(error)}`,
    hint: full
      ? 'Free some space and run the command again.'
      : 'Choose a file in an existing, writable folder.',
    retryable: full,
    cause: error,
  });
}
