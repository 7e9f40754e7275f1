import type { Describer, TokenUsage } from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import type { CallBounds } from './call-bounds.js';
import type { RateLimiter } from './rate-limiter.js';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  readonly bounds: CallBounds;
  /** Longer waits than this many milliseconds that an endpoint asks for are cut to it. */
  readonly longestRetryAfterMs: number;
}

/**
 * Starts calls no faster than the endpoint allows: by the upper bound of their tokens, then by what they used. When
 * the endpoint asks one call to wait, all calls wait.
 */
export function withRateLimit(describer: Describer, options: RateLimitOptions): Describer {
  const { limiter, bounds, longestRetryAfterMs } = options;
  return {
    ...describer,
    async describe(input, call) {
      const bound = bounds.of(input, call.repair);
      const tokens = bound === undefined ? 0 : bound.inputTokens + bound.outputTokens;
      const admission = await limiter.admit(tokens, call.signal);
      const correct = (usage: TokenUsage | undefined): void => {
        if (usage !== undefined) admission.correct(usage.inputTokens + usage.outputTokens);
      };
      try {
        const description = await describer.describe(input, call);
        correct(description?.usage);
        return description;
      } catch (error) {
        if (error instanceof DescriberError) {
          correct(error.usage);
          if (error.retryAfterMs !== undefined) {
            limiter.pause(Math.min(error.retryAfterMs, longestRetryAfterMs));
          }
        }
        throw error;
      }
    },
  };
}
