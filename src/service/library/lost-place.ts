import { ProblemError } from '../problem-error.js';

/** The video after which a page should begin is gone, and with it what it was sorted by. */
export function lostPlace(id: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-cursor',
    message: `The video "${id}", at which the page before ended, is no longer stored.`,
    hint: 'Begin again without a cursor, or sort by id.',
  });
}
