import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FailureCode, InputError, messageOf } from '../core/errors.js';
import { type ContentHash, contentHash } from '../core/ids.js';

const READ_BYTES = 1 << 20;

const FAILURE_OF_ERRNO: Readonly<Record<string, FailureCode>> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  EISDIR: 'not-a-file',
};

/**
 * SHA-256 of a file's bytes, streamed: memory does not depend on the size.
 * `sizeBytes` counts the bytes that were hashed.
 * @throws InputError `not-found`, `not-a-file` or `unreadable`; the signal's reason after an abort.
 */
export async function hashFile(
  path: string,
  options: { readonly signal: AbortSignal },
): Promise<{ readonly contentHash: ContentHash; readonly sizeBytes: number }> {
  const { signal } = options;
  signal.throwIfAborted();
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const bytes of createReadStream(path, { signal, highWaterMark: READ_BYTES })) {
      hash.update(bytes as Buffer);
      sizeBytes += (bytes as Buffer).length;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new InputError({
      code: FAILURE_OF_ERRNO[errnoOf(error)] ?? 'unreadable',
      message: `${path} could not be read: ${messageOf(error)}`,
      cause: error,
    });
  }
  return { contentHash: contentHash(hash.digest('hex')), sizeBytes };
}

/** The system's error name such as `ENOENT`; empty for anything else that is thrown. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
