import { type ErrorCode, messageOf, VidtokenError } from '../core/errors.js';

interface ErrorKind {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: string;
  readonly retryable: boolean;
}

const COMMIT_CONFLICT = /commit conflict|conflicting transaction|concurrent (commit|modification)/i;

/**
 * LanceDB gives its errors as text only; these are the words of the operating system and of Lance itself.
 * Where no folder can ever be made (`/proc`), mkdir says ENOENT; on a link to nowhere it says EEXIST.
 */
const KINDS: readonly ErrorKind[] = [
  {
    pattern: /No space left on device|os error 28\b|ENOSPC|os error 122\b|EDQUOT|quota exceeded/i,
    code: 'disk-full',
    what: 'The disk is full',
    hint: 'Free some space and run the same command again: what was committed is kept.',
    retryable: true,
  },
  {
    pattern:
      /Permission denied|os error 13\b|EACCES|Read-only file system|os error 30\b|EROFS|Operation not permitted|os error 1\b|EPERM|ENOTDIR|os error 20\b|ENOENT: no such file or directory, mkdir|EEXIST: file already exists, mkdir/i,
    code: 'store-unwritable',
    what: 'The store cannot be written',
    hint: 'Make the folder writable for this user, or choose another one with --data <folder>.',
    retryable: false,
  },
  {
    pattern: COMMIT_CONFLICT,
    code: 'internal',
    what: 'Another writer committed at the same time',
    hint: 'Run the same command again.',
    retryable: true,
  },
  {
    pattern:
      /LanceError\(IO\)|Not found:|may be corrupt|corrupt|was not found|fill whole buffer|sufficient data|invalid magic|Invalid (flatbuffer|argument error: .*protobuf)|failed to decode|unexpected end|EOF/i,
    code: 'store-corrupt',
    what: 'The store is damaged',
    hint: 'Restore the folder from a copy, or move it away and run: vidtoken embed <folder>',
    retryable: false,
  },
];

/** Is this an error that the same write, tried again, may get over? */
export function isCommitConflict(error: unknown): boolean {
  return COMMIT_CONFLICT.test(messageOf(error));
}

/** Turns whatever LanceDB or the file system threw into an error with a stable code; the cause is kept. */
export function storeError(
  error: unknown,
  context: { readonly folder: string; readonly action: string },
): VidtokenError {
  if (error instanceof VidtokenError) return error;
  const message = messageOf(error);
  const kind = KINDS.find(({ pattern }) => pattern.test(message));
  return new VidtokenError({
    code: kind?.code ?? 'internal',
    message: `${kind?.what ?? 'The store failed'} (${context.folder}) while ${context.action}: ${firstSentence(message)}`,
    ...(kind === undefined ? {} : { hint: kind.hint, retryable: kind.retryable }),
    facts: { folder: context.folder, action: context.action },
    cause: error,
  });
}

/** Lance repeats its message once per layer and adds source positions; a person needs the first part. */
export function firstSentence(message: string): string {
  const [first = message] = message.split(/\s+Caused by:/);
  return first.replaceAll(/, \/[^\s,]*\.rs:\d+:\d+/g, '').trim();
}
