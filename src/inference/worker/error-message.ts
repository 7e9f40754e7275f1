import {
  type ErrorCode,
  type ErrorFacts,
  type FailureCode,
  InputError,
  messageOf,
  VidtokenError,
} from '../../core/errors.js';

interface CodedFacts<Code> {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
  readonly facts: ErrorFacts;
  readonly retryable: boolean;
}

/** An error on its way to another thread, where only plain values arrive. */
export type ErrorMessage =
  | ({ readonly kind: 'run' } & CodedFacts<ErrorCode>)
  | ({ readonly kind: 'input' } & CodedFacts<FailureCode>)
  | { readonly kind: 'other'; readonly message: string; readonly stack?: string };

export function toErrorMessage(error: unknown): ErrorMessage {
  if (error instanceof VidtokenError) return { kind: 'run', ...codedFacts(error) };
  if (error instanceof InputError) return { kind: 'input', ...codedFacts(error) };
  const stack = error instanceof Error ? error.stack : undefined;
  return { kind: 'other', message: messageOf(error), ...(stack === undefined ? {} : { stack }) };
}

/** The error as it was raised, with code, hint and facts; its cause stays behind. */
export function fromErrorMessage(message: ErrorMessage): Error {
  if (message.kind === 'run') return new VidtokenError(message);
  if (message.kind === 'input') return new InputError(message);
  const error = new Error(message.message);
  if (message.stack !== undefined) error.stack = message.stack;
  return error;
}

function codedFacts<Code>(error: {
  readonly code: Code;
  readonly message: string;
  readonly hint: string | undefined;
  readonly facts: ErrorFacts;
  readonly retryable: boolean;
}): CodedFacts<Code> {
  const { code, message, hint, facts, retryable } = error;
  return { code, message, facts, retryable, ...(hint === undefined ? {} : { hint }) };
}
