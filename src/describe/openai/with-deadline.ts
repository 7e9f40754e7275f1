/** The work took longer than it may. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** Longest delay of a timer; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs `work` with a signal that aborts with `options.signal`, or when `timeoutMs` have passed.
 * @throws the reason of `options.signal` after its abort, `DeadlinePassed` after the time, else what `work` throws
 */
export async function withDeadline<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Result> {
  options.signal.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(options.signal.reason);
  options.signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(
    () => controller.abort(new DeadlinePassed()),
    Math.min(options.timeoutMs, LONGEST_TIMER_MS),
  );
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', abort);
  }
}
