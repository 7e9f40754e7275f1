import { ProblemError } from '../problem-error.js';

/**
 * The result of work that ends in time.
 * @throws ProblemError `timeout` (503) otherwise; the work is told by its signal and what becomes of it is ignored.
 */
export async function withinTime<Result>(
  work: Promise<Result>,
  { limitMs, controller }: { readonly limitMs: number; readonly controller: AbortController },
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new ProblemError({
        status: 503,
        code: 'timeout',
        message: `There was no answer within ${limitMs / 1000} seconds.`,
        hint: 'Ask for less, or ask again later.',
        retryAfterSeconds: 5,
      });
      reject(error);
      controller.abort(error);
    }, limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
