import type { Describer } from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import type { Sleep } from '../../core/runtime.js';
import type { Random } from '../../math/random.js';
import { type BackOffOptions, backOffMs } from './back-off.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { isUnusableAnswer } from './unusable-answer.js';

export interface RetryOptions extends BackOffOptions {
  /** Calls that one question is worth, the first included. */
  readonly attempts: number;
  /** Of the endpoint: a failure is its fault, and does not count, while all calls fail; the breaker does the waiting. */
  readonly breaker: Pick<CircuitBreaker, 'isOpen' | 'answers'>;
  onRetry(): void;
  readonly random: Random;
  readonly sleep: Sleep;
}

/** Makes a call again that failed for a passing reason. An answer that cannot be used is not such a reason. */
export function withRetry(describer: Describer, options: RetryOptions): Describer {
  const { attempts, breaker, onRetry, random, sleep } = options;
  return {
    ...describer,
    async describe(input, call) {
      let answersBefore: number | undefined;
      for (let count = 0; ; ) {
        try {
          return await describer.describe(input, call);
        } catch (error) {
          if (!(error instanceof DescriberError) || !error.retryable || isUnusableAnswer(error.code))
            throw error;
          // Others were answered since this one failed first: then it is this video that breaks the endpoint.
          answersBefore ??= breaker.answers;
          const isExcused = breaker.isOpen && breaker.answers === answersBefore;
          if (!isExcused) {
            count += 1;
            if (count >= attempts) throw error;
            const failure = { count, retryAfterMs: error.retryAfterMs, chance: random.uniform() };
            await sleep(backOffMs(failure, options), call.signal);
          }
          onRetry();
        }
      }
    },
  };
}
