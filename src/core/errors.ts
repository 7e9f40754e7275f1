/** Why one input file was not embedded. Stable: scripts match on these codes. */
export const FAILURE_CODES = [
  'not-found',
  'not-a-file',
  'empty-file',
  'unreadable',
  'unsupported-name',
  'not-a-video',
  'no-video-stream',
  'encrypted',
  'decode-failed',
  'timeout',
  'too-large',
  'too-long',
  'manifest-invalid',
  'id-conflict',
  'extraction-failed',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Why a command could not run or go on. Stable as well. */
export const ERROR_CODES = [
  'usage',
  'configuration',
  'invalid-value',
  'missing-tool',
  'store-locked',
  'store-unwritable',
  'store-corrupt',
  'disk-full',
  'space-mismatch',
  'extractor-mismatch',
  'weights-missing',
  'no-model',
  'no-such-video',
  'too-few-videos',
  'checkpoint-invalid',
  'training-diverged',
  'backend-unavailable',
  'interrupted',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorFacts {
  readonly [name: string]: string | number | boolean | readonly string[] | undefined;
}

interface ErrorOptions<Code extends string> {
  readonly code: Code;
  /** What went wrong and with which value, one or two sentences. */
  readonly message: string;
  /** What the person can do next, one sentence or a command. */
  readonly hint?: string;
  readonly facts?: ErrorFacts;
  /** Decided where the error is raised: would the same call succeed later without any change? */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;
  readonly hint: string | undefined;
  readonly facts: ErrorFacts;
  readonly retryable: boolean;

  constructor(options: ErrorOptions<Code>) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.facts = options.facts ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** Ends a command. Usage and configuration errors exit with 2. */
export class VidtokenError extends CodedError<ErrorCode> {
  override readonly name = 'VidtokenError';
}

/** Concerns one input file: it is counted, stored with its reason and reported; the batch goes on. */
export class InputError extends CodedError<FailureCode> {
  override readonly name = 'InputError';
}

/** Message of anything thrown, without the stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
