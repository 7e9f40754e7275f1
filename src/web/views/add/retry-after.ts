import { ProblemError } from '../../../client/index.js';

const TOO_MANY = 429;
const USUAL_SECONDS = 5;
const MOST_SECONDS = 120;

/** Seconds after which a full service may be asked again; undefined for errors that waiting does not help against. */
export function retryAfterSeconds(error: unknown): number | undefined {
  if (!(error instanceof ProblemError) || error.status !== TOO_MANY) return undefined;
  const asked = error.retryAfterSeconds ?? USUAL_SECONDS;
  return Math.min(MOST_SECONDS, Math.max(1, asked));
}
