import { untilAborted } from '../../core/async/until-aborted.js';
import type { DescribeInput, DescribeOptions, Describer, Description } from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import type { Sleep } from '../../core/runtime.js';

export interface CallTimeoutOptions {
  /** Limit of one call in milliseconds, the decoding of its pictures included. */
  readonly callTimeoutMs: number;
  readonly sleep: Sleep;
}

/**
 * Ends a call that takes too long, or whose caller aborts, also when the describer does not listen: its signal aborts,
 * and what it may still say is ignored.
 *
 * @throws DescriberError `call-timeout`, retryable, possibly billed
 */
export function withCallTimeout(
  describer: Describer,
  { callTimeoutMs, sleep }: CallTimeoutOptions,
): Describer {
  const describe = async (
    input: DescribeInput,
    options: DescribeOptions,
  ): Promise<Description | undefined> => {
    options.signal.throwIfAborted();
    const over = new AbortController();
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(options.signal.reason);
    options.signal.addEventListener('abort', onAbort, { once: true });
    const timer = sleep(callTimeoutMs, over.signal).then(() =>
      stop.abort(timeoutError(describer, callTimeoutMs)),
    );
    try {
      const call = describer.describe(input, { ...options, signal: stop.signal });
      return await untilAborted(call, stop.signal);
    } finally {
      options.signal.removeEventListener('abort', onAbort);
      over.abort();
      await Promise.allSettled([timer]);
    }
  };
  return { ...describer, describe };
}

function timeoutError(describer: Describer, callTimeoutMs: number): DescriberError {
  return new DescriberError({
    code: 'call-timeout',
    message: `The describer "${describer.id}" gave no answer within ${callTimeoutMs / 1000} s.`,
    hint: 'Raise the time limit of a call, or ask for fewer or smaller pictures.',
    facts: { describer: describer.id, model: describer.model, callTimeoutMs },
    retryable: true,
    mayHaveCost: true,
  });
}
