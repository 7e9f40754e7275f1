import PQueue from 'p-queue';
import type { Clock, Sleep } from '../../core/runtime.js';

const RATE_WINDOW_MS = 60_000;

export interface RateLimiterOptions {
  /** Calls that may start within any 60 seconds. Default: no limit. */
  readonly requestsPerMinute?: number | undefined;
  /** Tokens, sent and received, of the calls that start within any 60 seconds. Default: no limit. */
  readonly tokensPerMinute?: number | undefined;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** One call in the window. */
export interface Admission {
  /** Puts what was really used in the place of the estimate. */
  correct(tokens: number): void;
}

export interface RateLimiter {
  /** Waits until one more call fits, in the order of asking. A call above the whole limit goes alone. */
  admit(tokens: number, signal: AbortSignal): Promise<Admission>;
  /** Nobody is admitted for so long: the endpoint asked to wait. */
  pause(ms: number): void;
}

/**
 * Sliding window over the last minute. p-queue's own interval counts tasks alone and reads the clock of the machine;
 * tokens and a given clock need a window of their own, behind a queue of one for the order.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const {
    requestsPerMinute = Number.POSITIVE_INFINITY,
    tokensPerMinute = Number.POSITIVE_INFINITY,
    clock,
    sleep,
  } = options;
  const door = new PQueue({ concurrency: 1 });
  const window: { readonly atMs: number; tokens: number }[] = [];
  let pausedUntilMs = Number.NEGATIVE_INFINITY;

  /** Milliseconds until it is worth looking again; 0 when the call fits now. */
  const waitMs = (tokens: number): number => {
    const now = clock();
    while (window[0] !== undefined && window[0].atMs + RATE_WINDOW_MS <= now) window.shift();
    if (pausedUntilMs > now) return pausedUntilMs - now;
    const used = window.reduce((sum, call) => sum + call.tokens, 0);
    const oldest = window[0];
    if (oldest === undefined) return 0;
    const fits = window.length < requestsPerMinute && used + tokens <= tokensPerMinute;
    return fits ? 0 : oldest.atMs + RATE_WINDOW_MS - now;
  };

  return {
    admit: (tokens, signal) =>
      door.add(
        async () => {
          for (let ms = waitMs(tokens); ms > 0; ms = waitMs(tokens)) await sleep(ms, signal);
          const call = { atMs: clock(), tokens };
          window.push(call);
          return {
            correct(used) {
              call.tokens = used;
            },
          };
        },
        { signal },
      ),
    pause(ms) {
      pausedUntilMs = Math.max(pausedUntilMs, clock() + ms);
    },
  };
}
