import PQueue from 'p-queue';
import type { Describer } from '../../core/description.js';

/**
 * Runs at most `concurrency` calls at the same time; the others wait their turn. A waiting call leaves the queue at once
 * when it is aborted; a running one is waited for, so that what it cost is booked before anybody goes on.
 */
export function withConcurrency(describer: Describer): Describer {
  const queue = new PQueue({ concurrency: describer.concurrency });
  return {
    ...describer,
    async describe(input, options) {
      options.signal.throwIfAborted();
      const waiting = new AbortController();
      const leave = (): void => waiting.abort(options.signal.reason);
      options.signal.addEventListener('abort', leave, { once: true });
      const start = () => {
        options.signal.removeEventListener('abort', leave);
        return describer.describe(input, options);
      };
      return queue.add(start, { signal: waiting.signal });
    },
  };
}
