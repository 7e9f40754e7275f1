import { messageOf } from '../../core/errors.js';
import type { Logger } from '../../core/runtime.js';

interface EveryOptions {
  /** For the log. */
  readonly name: string;
  readonly work: () => Promise<void>;
  readonly logger: Logger;
}

/** Repeats some work; never twice at the same time, and a failure is logged and tried again. Keeps no process alive. */
export function every(
  intervalMs: number,
  { name, work, logger }: EveryOptions,
): { /** Resolves when the work that runs has ended. */ stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => logger.warn({ name, error: messageOf(error) }, 'repeated work failed'))
      .finally(() => {
        running = undefined;
      });
  }, intervalMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
