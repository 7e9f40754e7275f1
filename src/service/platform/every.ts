import { messageOf } from '../../core/errors.js';
import type { Clock, Logger } from '../../core/runtime.js';

interface EveryOptions {
  /** For the log. */
  readonly name: string;
  readonly work: () => Promise<void>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Work that took long rests so many times as long: it has a tenth of the time at most. */
const REST_FACTOR = 9;

/**
 * Repeats some work after a pause, or a longer one after work that took long; a failure is logged and tried again. Keeps
 * no process alive.
 */
export function every(
  pauseMs: number,
  { name, work, logger, clock }: EveryOptions,
): { /** Resolves when the work that runs has ended. */ stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const runAfter = (ms: number): void => {
    timer = setTimeout(() => {
      running = run();
    }, ms).unref();
  };
  const run = async (): Promise<void> => {
    const startedMs = clock();
    await work().catch((error: unknown) =>
      logger.warn({ name, error: messageOf(error) }, 'repeated work failed'),
    );
    if (!isStopped) runAfter(Math.max(pauseMs, REST_FACTOR * (clock() - startedMs)));
  };
  runAfter(pauseMs);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
