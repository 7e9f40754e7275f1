import { ProblemError } from '../client/index.js';

export interface ErrorWords {
  readonly detail: string;
  readonly hint?: string;
  /** Stable, for a search in the manual. */
  readonly code?: string;
}

/** What to tell a person about an error. */
export function describeError(error: unknown): ErrorWords {
  if (error instanceof ProblemError) {
    const { detail, hint, code } = error;
    return { detail, code, ...(hint === undefined ? {} : { hint }) };
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return { detail: 'The service does not answer.', hint: 'Is `vidtoken serve` still running?' };
  }
  return { detail: error instanceof Error ? error.message : String(error) };
}
