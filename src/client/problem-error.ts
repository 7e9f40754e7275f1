import type { Problem } from './generated.js';

/** The service refused a request; `code` is stable. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string | undefined;
  readonly errors: Problem['errors'];
  /** Seconds after which the service asked to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(`${problem.detail}${problem.hint === undefined ? '' : ` ${problem.hint}`}`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.hint = problem.hint;
    this.errors = problem.errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
