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
  'download-failed',
  'no-model',
  'no-such-video',
  'no-such-user',
  'too-few-videos',
  'checkpoint-invalid',
  'training-diverged',
  'backend-unavailable',
  'describer-unavailable',
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

/** An answer came and is paid for, but cannot be used. */
export const UNUSABLE_ANSWER_CODES = [
  'answer-too-large',
  'answer-truncated',
  'schema-violation',
  'empty-answer',
  'refused',
  'too-short',
  'wrong-language',
  'duplicated',
  'follows-injection',
] as const;

/** Why a describer gave no usable answer. Stable: they stand in the `quarantine` table. */
export const DESCRIBER_ERROR_CODES = [
  'rate-limited',
  'endpoint-unavailable',
  'call-timeout',
  'request-refused',
  'media-unreadable',
  ...UNUSABLE_ANSWER_CODES,
] as const;
export type DescriberErrorCode = (typeof DESCRIBER_ERROR_CODES)[number];

interface DescriberErrorOptions extends ErrorOptions<DescriberErrorCode> {
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly retryAfterMs?: number;
  readonly answer?: string;
  readonly mayHaveCost?: boolean;
}

/**
 * Concerns the description of one video: it is tried again, mended or quarantined, and the batch goes on.
 * `retryable`: the same call may succeed later without any change (a busy endpoint).
 */
export class DescriberError extends CodedError<DescriberErrorCode> {
  override readonly name = 'DescriberError';
  /** Of the call, when the endpoint counted it: an answer that cannot be used is paid for all the same. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  /** How long the endpoint asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** What came back, cut to a sane length. */
  readonly answer: string | undefined;
  /** True when the call was under way and nobody knows whether it is billed (time-out, dropped connection). */
  readonly mayHaveCost: boolean;

  constructor(options: DescriberErrorOptions) {
    super(options);
    this.usage = options.usage;
    this.retryAfterMs = options.retryAfterMs;
    this.answer = options.answer;
    this.mayHaveCost = options.mayHaveCost ?? false;
  }
}

/** Message of anything thrown, without the stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
