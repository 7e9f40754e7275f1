import { ProblemError } from './problem-error.js';

/** No video of this id is stored. */
export function noSuchVideo(id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'no-such-video',
    message: `There is no video "${id}".`,
    hint: 'GET /v1/videos lists the ids.',
  });
}
