import { describe, expect, it } from 'vitest';
import type { Description } from '../../src/core/description.js';
import { VidtokenError } from '../../src/core/errors.js';
import { priceOf } from '../../src/core/prices.js';
import { silentLogger } from '../../src/core/runtime.js';
import { backOffMs } from '../../src/describe/wrappers/back-off.js';
import { createCallBounds } from '../../src/describe/wrappers/call-bounds.js';
import { createCircuitBreaker } from '../../src/describe/wrappers/circuit-breaker.js';
import { createRateLimiter } from '../../src/describe/wrappers/rate-limiter.js';
import { withCallTimeout } from '../../src/describe/wrappers/with-call-timeout.js';
import { withCircuitBreaker } from '../../src/describe/wrappers/with-circuit-breaker.js';
import { withConcurrency } from '../../src/describe/wrappers/with-concurrency.js';
import { withPreparation } from '../../src/describe/wrappers/with-preparation.js';
import { withRateLimit } from '../../src/describe/wrappers/with-rate-limit.js';
import { type RetryOptions, withRetry } from '../../src/describe/wrappers/with-retry.js';
import { Random } from '../../src/math/random.js';
import {
  deferred,
  describerError,
  description,
  inputNamed,
  SCRIPTED_MODEL,
  SCRIPTED_PRICES,
  scriptedDescriber,
} from '../support/scripted-describer.js';
import { settle, virtualTime } from '../support/virtual-time.js';

const signal = new AbortController().signal;
const input = inputNamed('cat');
const minute = 60_000;

describe('the back-off', () => {
  const options = { firstDelayMs: 1000, longestDelayMs: 60_000, longestRetryAfterMs: 300_000 };
  const delay = (count: number, chance: number, retryAfterMs?: number) =>
    backOffMs({ count, chance, retryAfterMs }, options);

  it('doubles, with the upper half left to chance', () => {
    expect([1, 2, 3].map((count) => delay(count, 0))).toEqual([500, 1000, 2000]);
    expect([1, 2, 3].map((count) => delay(count, 0.5))).toEqual([750, 1500, 3000]);
  });

  it('stays below its limit', () => {
    expect(delay(40, 0.999999)).toBeLessThanOrEqual(60_000);
  });

  it('never comes earlier than the endpoint asks, up to a limit', () => {
    expect(delay(1, 0, 90_000)).toBe(90_000);
    expect(delay(1, 0.5, 90_000)).toBe(90_500);
    expect(delay(1, 0, 86_400_000)).toBe(300_000);
  });
});

describe('withRetry', () => {
  function retried(script: Parameters<typeof scriptedDescriber>[0], changes: Partial<RetryOptions> = {}) {
    const time = virtualTime();
    const describer = scriptedDescriber(script);
    let retries = 0;
    const wrapped = withRetry(describer, {
      attempts: 3,
      firstDelayMs: 1000,
      longestDelayMs: 60_000,
      longestRetryAfterMs: 300_000,
      breaker: { isOpen: false, answers: 0 },
      onRetry: () => {
        retries += 1;
      },
      random: new Random(1),
      sleep: time.sleep,
      ...changes,
    });
    return { wrapped, time, calls: describer.calls, retries: () => retries };
  }

  it('makes a call again that failed for a passing reason', async () => {
    const { wrapped, time, retries } = retried(async ({ number }) => {
      if (number < 2) throw describerError('endpoint-unavailable');
      return description('A cat.');
    });
    expect((await time.finish(wrapped.describe(input, { signal })))?.text).toBe('A cat.');
    expect(retries()).toBe(2);
    expect(time.slept[0]).toBeGreaterThanOrEqual(500);
    expect(time.slept[0]).toBeLessThan(1000);
    expect(time.slept[1]).toBeGreaterThanOrEqual(1000);
    expect(time.slept[1]).toBeLessThan(2000);
  });

  it('gives up with the last error after so many attempts', async () => {
    const { wrapped, time, calls } = retried(async ({ number }) => {
      throw describerError('rate-limited', { message: `Failure ${number}.` });
    });
    await expect(time.finish(wrapped.describe(input, { signal }))).rejects.toThrow('Failure 2.');
    expect(calls).toHaveLength(3);
  });

  it.each([
    ['a final refusal', describerError('request-refused')],
    ['an answer that cannot be used', describerError('schema-violation', { retryable: true })],
    ['the end of the command', new VidtokenError({ code: 'configuration', message: 'no key' })],
  ])('does not repeat %s', async (_name, error) => {
    const { wrapped, time, calls } = retried(() => Promise.reject(error));
    await expect(time.finish(wrapped.describe(input, { signal }))).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });

  it('keeps the repair in further attempts', async () => {
    const { wrapped, time, calls } = retried(async ({ number }) => {
      if (number === 0) throw describerError('endpoint-unavailable');
      return description('A cat.');
    });
    const repair = { reason: 'too short', answer: 'Cat.' };
    await time.finish(wrapped.describe(input, { signal, repair }));
    expect(calls.map((call) => call.repair)).toEqual([repair, repair]);
  });

  it('does not count failures while the endpoint answers nobody', async () => {
    const { wrapped, time, calls } = retried(
      async ({ number }) => {
        if (number < 9) throw describerError('endpoint-unavailable');
        return description('A cat.');
      },
      { breaker: { isOpen: true, answers: 7 } },
    );
    await time.finish(wrapped.describe(input, { signal }));
    expect(calls).toHaveLength(10);
    expect(time.slept).toEqual([]);
  });

  it('counts the failures of a video that goes on failing while others are answered', async () => {
    const breaker = { isOpen: true, answers: 0 };
    const { wrapped, time, calls } = retried(
      async () => {
        breaker.answers += 1;
        throw describerError('endpoint-unavailable');
      },
      { breaker },
    );
    await expect(time.finish(wrapped.describe(input, { signal }))).rejects.toThrow();
    expect(calls).toHaveLength(4);
  });

  it('ends its wait when it is aborted', async () => {
    const stop = new AbortController();
    const { wrapped } = retried(() => Promise.reject(describerError('endpoint-unavailable')));
    const answer = wrapped.describe(input, { signal: stop.signal });
    await settle();
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});

describe('withCallTimeout', () => {
  const limited = (script: Parameters<typeof scriptedDescriber>[0]) => {
    const time = virtualTime();
    return {
      time,
      wrapped: withCallTimeout(scriptedDescriber(script), { callTimeoutMs: 5000, sleep: time.sleep }),
    };
  };

  it('ends a call that does not listen', async () => {
    const { time, wrapped } = limited(() => new Promise(() => {}));
    await expect(time.finish(wrapped.describe(input, { signal }))).rejects.toMatchObject({
      code: 'call-timeout',
      retryable: true,
      mayHaveCost: true,
      message: 'The describer "scripted" gave no answer within 5 s.',
    });
    expect(time.clock()).toBe(5000);
  });

  it('tells a call that listens, and keeps its own error when that one names the abort otherwise', async () => {
    const { time, wrapped } = limited(
      ({ signal: own }) =>
        new Promise((_resolve, reject) => {
          own.addEventListener('abort', () => reject(new Error('Request was aborted.')));
        }),
    );
    await expect(time.finish(wrapped.describe(input, { signal }))).rejects.toMatchObject({
      code: 'call-timeout',
    });
  });

  it('leaves no timer behind', async () => {
    const { time, wrapped } = limited(async () => description('A cat.'));
    expect((await wrapped.describe(input, { signal }))?.text).toBe('A cat.');
    expect(time.slept).toEqual([5000]);
    expect(time.sleeping).toBe(0);
  });

  it('ends with the reason of an abort, also when the call does not listen', async () => {
    const stop = new AbortController();
    const { wrapped } = limited(() => new Promise(() => {}));
    const answer = wrapped.describe(input, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});

describe('withConcurrency', () => {
  function slots(concurrency: number) {
    const answers: ReturnType<typeof deferred<Description>>[] = [];
    const describer = scriptedDescriber(
      () => {
        const answer = deferred<Description>();
        answers.push(answer);
        return answer.promise;
      },
      { concurrency },
    );
    return { wrapped: withConcurrency(describer), answers };
  }

  it('runs no more calls than allowed, in their order', async () => {
    const { wrapped, answers } = slots(2);
    const all = ['a', 'b', 'c'].map((name) => wrapped.describe(inputNamed(name), { signal }));
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]?.resolve(description('b'));
    await settle();
    expect(answers).toHaveLength(3);
    answers[0]?.resolve(description('a'));
    answers[2]?.resolve(description('c'));
    expect((await Promise.all(all)).map((answer) => answer?.text)).toEqual(['a', 'b', 'c']);
  });

  it('lets a waiting call go at once when it is aborted, and frees the slot of a failed one', async () => {
    const { wrapped, answers } = slots(1);
    const stop = new AbortController();
    const first = wrapped.describe(input, { signal });
    const second = wrapped.describe(input, { signal: stop.signal });
    const third = wrapped.describe(input, { signal });
    await settle();
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    answers[0]?.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await settle();
    answers[1]?.resolve(description('third'));
    expect((await third)?.text).toBe('third');
  });

  it('waits for a running call that is aborted until it has ended', async () => {
    const { wrapped, answers } = slots(1);
    const stop = new AbortController();
    let isOver = false;
    const call = wrapped.describe(input, { signal: stop.signal }).finally(() => {
      isOver = true;
    });
    await settle();
    stop.abort(new Error('enough'));
    await settle();
    expect(isOver).toBe(false);
    answers[0]?.reject(stop.signal.reason);
    await expect(call).rejects.toThrow('enough');
  });
});

describe('the rate limiter', () => {
  it('starts at most so many calls within any minute', async () => {
    const time = virtualTime();
    const limiter = createRateLimiter({ requestsPerMinute: 3, clock: time.clock, sleep: time.sleep });
    const starts: number[] = [];
    const ask = async () => {
      await limiter.admit(0, signal);
      starts.push(time.clock());
    };
    const early = [ask(), ask()];
    await time.advance(40_000);
    await Promise.all([...early, time.finish(Promise.all([ask(), ask(), ask(), ask(), ask()]))]);
    // 2 at 0 s, 1 at 40 s; the two of 0 s leave the window at 60 s, the one of 40 s at 100 s, and so on.
    expect(starts).toEqual([0, 0, 40_000, 60_000, 60_000, 100_000, 120_000]);
  });

  it('holds for every window of a random sequence of calls and tokens', async () => {
    const time = virtualTime();
    const limits = { requestsPerMinute: 20, tokensPerMinute: 5000 };
    const limiter = createRateLimiter({ ...limits, clock: time.clock, sleep: time.sleep });
    const random = new Random(11);
    const starts: { atMs: number; tokens: number }[] = [];
    const work = async () => {
      for (let count = 0; count < 40; count += 1) {
        await time.sleep(random.below(6000), signal);
        const tokens = 50 + random.below(700);
        await limiter.admit(tokens, signal);
        starts.push({ atMs: time.clock(), tokens });
      }
    };
    await time.finish(Promise.all([work(), work(), work(), work()]));
    expect(starts).toHaveLength(160);
    for (const { atMs } of starts) {
      const window = starts.filter((start) => start.atMs >= atMs && start.atMs < atMs + minute);
      expect(window.length).toBeLessThanOrEqual(limits.requestsPerMinute);
      expect(window.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(limits.tokensPerMinute);
    }
  });

  it('counts what was really used once that is known', async () => {
    const time = virtualTime();
    const limiter = createRateLimiter({ tokensPerMinute: 1000, clock: time.clock, sleep: time.sleep });
    const first = await limiter.admit(900, signal);
    first.correct(100);
    await limiter.admit(900, signal);
    expect(time.clock()).toBe(0);
    await time.finish(limiter.admit(1, signal));
    expect(time.clock()).toBe(minute);
  });

  it('lets a call above the whole limit go alone', async () => {
    const time = virtualTime();
    const limiter = createRateLimiter({ tokensPerMinute: 1000, clock: time.clock, sleep: time.sleep });
    await limiter.admit(1, signal);
    await time.finish(limiter.admit(5000, signal));
    expect(time.clock()).toBe(minute);
  });

  it('lets the next call go when the first in the row is aborted', async () => {
    const time = virtualTime();
    const limiter = createRateLimiter({ tokensPerMinute: 1000, clock: time.clock, sleep: time.sleep });
    await limiter.admit(500, signal);
    const stop = new AbortController();
    const large = limiter.admit(900, stop.signal);
    const small = limiter.admit(400, signal);
    await settle();
    stop.abort(new Error('enough'));
    await expect(large).rejects.toThrow('enough');
    await small;
    expect(time.clock()).toBe(0);
  });

  it('makes all calls wait when the endpoint asks one to', async () => {
    const time = virtualTime();
    const describer = scriptedDescriber(async ({ number }) => {
      if (number === 0) throw describerError('rate-limited', { retryAfterMs: 20_000 });
      return description('A cat.');
    });
    const wrapped = withRateLimit(describer, {
      limiter: createRateLimiter({ clock: time.clock, sleep: time.sleep }),
      bounds: createCallBounds({ describer, price: undefined, logger: silentLogger }),
      longestRetryAfterMs: 300_000,
    });
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'rate-limited' });
    await time.finish(
      Promise.all([wrapped.describe(input, { signal }), wrapped.describe(input, { signal })]),
    );
    expect(time.clock()).toBe(20_000);
  });

  it('paces by the upper bound and corrects by the usage', async () => {
    const time = virtualTime();
    const describer = scriptedDescriber(async () =>
      description('A cat.', { inputTokens: 90, outputTokens: 10 }),
    );
    const wrapped = withRateLimit(describer, {
      // A bound of 1,100 tokens: the second fits because the first took 100 only, the eleventh does not.
      limiter: createRateLimiter({ tokensPerMinute: 2000, clock: time.clock, sleep: time.sleep }),
      bounds: createCallBounds({
        describer,
        price: priceOf(SCRIPTED_PRICES, SCRIPTED_MODEL),
        logger: silentLogger,
      }),
      longestRetryAfterMs: 300_000,
    });
    for (let count = 0; count < 10; count += 1) await wrapped.describe(input, { signal });
    expect(time.clock()).toBe(0);
    await time.finish(wrapped.describe(input, { signal }));
    expect(time.clock()).toBe(minute);
  });
});

describe('the circuit breaker', () => {
  function guarded(script: Parameters<typeof scriptedDescriber>[0]) {
    const time = virtualTime();
    const lines: string[] = [];
    const breaker = createCircuitBreaker({
      name: 'The endpoint',
      failureLimit: 3,
      firstPauseMs: 1000,
      longestPauseMs: 4000,
      longestOutageMs: 60_000,
      clock: time.clock,
      sleep: time.sleep,
      logger: {
        ...silentLogger,
        warn: (_facts: object, message: string) => lines.push(`warn: ${message}`),
        info: (_facts: object, message: string) => lines.push(`info: ${message}`),
      },
    });
    const describer = scriptedDescriber(script);
    const wrapped = withCircuitBreaker(describer, breaker);
    return { time, breaker, wrapped, lines, calls: describer.calls };
  }
  const down = () => Promise.reject(describerError('endpoint-unavailable'));
  type Guarded = ReturnType<typeof guarded>;
  const failOnce = ({ wrapped }: Guarded) =>
    expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'endpoint-unavailable' });
  async function opened(script: Parameters<typeof scriptedDescriber>[0]): Promise<Guarded> {
    const it = guarded((call) => (call.number < 3 ? down() : script(call)));
    for (let count = 0; count < 3; count += 1) await failOnce(it);
    expect(it.breaker.isOpen).toBe(true);
    return it;
  }

  it('opens after so many failures in a row, and says so', async () => {
    const { lines } = await opened(down);
    expect(lines).toEqual(['warn: The endpoint does not answer: all calls pause until it is back.']);
  });

  it.each(['rate-limited', 'schema-violation', 'request-refused'] as const)(
    'stays closed when the endpoint says %s between failures',
    async (code) => {
      const it = guarded(async ({ number }) => {
        throw describerError(number % 3 === 2 ? code : 'call-timeout');
      });
      for (let count = 0; count < 12; count += 1) {
        await expect(it.wrapped.describe(input, { signal })).rejects.toThrow();
      }
      expect(it.breaker.isOpen).toBe(false);
    },
  );

  it('counts on over calls that say nothing about the endpoint', async () => {
    const it = guarded(({ number }) => (number % 2 === 0 ? down() : Promise.resolve(undefined)));
    for (const _ of [1, 2]) {
      await failOnce(it);
      await it.wrapped.describe(input, { signal });
    }
    await failOnce(it);
    expect(it.breaker.isOpen).toBe(true);
  });

  it('sends one probe after a pause, holds the others, and lets all go when it is answered', async () => {
    const answer = deferred<Description>();
    const { time, wrapped, calls, lines, breaker } = await opened(() => answer.promise);
    const waiting = Promise.all(
      ['a', 'b', 'c'].map((name) => wrapped.describe(inputNamed(name), { signal })),
    );
    await time.advance(999);
    expect(calls).toHaveLength(3);
    await time.advance(1);
    expect(calls).toHaveLength(4);
    await time.advance(500);
    expect(calls).toHaveLength(4);
    answer.resolve(description('Back.'));
    await waiting;
    expect(calls).toHaveLength(6);
    expect(breaker.isOpen).toBe(false);
    expect(lines[1]).toBe('info: The endpoint answers again.');
  });

  it('doubles the pause after each failed probe up to a limit', async () => {
    const it = await opened(down);
    const probes: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      await it.time.finish(failOnce(it));
      probes.push(it.time.clock());
    }
    // Pauses of 1, 2, 4, 4, 4 seconds.
    expect(probes).toEqual([1000, 3000, 7000, 11_000, 15_000]);
  });

  it('gives the probe to another when one is aborted', async () => {
    const { time, wrapped, calls } = await opened(async () => description('Back.'));
    const stop = new AbortController();
    const first = wrapped.describe(inputNamed('a'), { signal: stop.signal });
    const second = wrapped.describe(inputNamed('b'), { signal });
    await settle();
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect((await time.finish(second))?.text).toBe('Back.');
    expect(calls.at(-1)?.contentHash).toBe(inputNamed('b').contentHash);
  });

  it('lets a call go that is aborted while it waits for the probe of another', async () => {
    const { time, wrapped } = await opened(async () => description('Back.'));
    const stop = new AbortController();
    const probe = wrapped.describe(inputNamed('a'), { signal });
    const waiting = wrapped.describe(inputNamed('b'), { signal: stop.signal });
    await settle();
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await time.finish(probe);
  });

  it('ends the run for all callers when the outage lasts too long', async () => {
    const it = await opened(down);
    const persistent = async (): Promise<unknown> => {
      for (;;) {
        try {
          return await it.wrapped.describe(input, { signal });
        } catch (error) {
          if (error instanceof VidtokenError) return error;
        }
      }
    };
    const ends = await it.time.finish(Promise.all([persistent(), persistent()]));
    expect(ends).toMatchObject([
      { code: 'describer-unavailable', message: expect.stringContaining('has not answered for 60 s') },
      { code: 'describer-unavailable' },
    ]);
    expect(it.time.clock()).toBe(60_000);
  });
});

describe('withPreparation', () => {
  it('makes a model ready once, before the first of several calls', async () => {
    const events: string[] = [];
    const describer = scriptedDescriber(async () => {
      events.push('call');
      return description('A cat.');
    });
    const wrapped = withPreparation({
      ...describer,
      async prepare() {
        await settle();
        events.push('ready');
      },
    });
    await Promise.all([wrapped.describe(input, { signal }), wrapped.describe(input, { signal })]);
    expect(events).toEqual(['ready', 'call', 'call']);
  });

  it('makes no call when the model cannot be made ready', async () => {
    const describer = scriptedDescriber(async () => description('A cat.'));
    const wrapped = withPreparation({ ...describer, prepare: () => Promise.reject(new Error('no model')) });
    await expect(wrapped.describe(input, { signal })).rejects.toThrow('no model');
    expect(describer.calls).toHaveLength(0);
  });
});
