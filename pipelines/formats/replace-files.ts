import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { messageOf, VidtokenError } from '../../src/core/errors.js';

/**
 * Lets `write` fill a draft beside each of `paths` and renames all of them when it is done, so that a file is
 * there as a whole or not at all.
 * @throws VidtokenError `disk-full`, or `usage` when a path cannot be written.
 */
export async function replaceFiles<Result>(
  paths: readonly string[],
  write: (drafts: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const drafts = paths.map((path) => `${path}.${randomUUID()}.part`);
  try {
    const result = await write(drafts);
    for (const [index, draft] of drafts.entries()) await rename(draft, paths[index] as string);
    return result;
  } catch (error) {
    throw outputError(error, paths);
  } finally {
    for (const draft of drafts) await rm(draft, { force: true });
  }
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
