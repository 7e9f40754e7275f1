import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { every } from '../../src/service/platform/every.js';

describe('repeated work', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Work that takes as long as is said; counts how often it began. */
  function repeated(takesMs: number) {
    const began: number[] = [];
    const startedMs = Date.now();
    const repeating = every(2000, {
      name: 'test',
      clock: Date.now,
      logger: silentLogger,
      work: async () => {
        began.push(Date.now() - startedMs);
        if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
      },
    });
    return { began, repeating };
  }

  it('begins again after a pause', async () => {
    const { began, repeating } = repeated(0);
    await vi.advanceTimersByTimeAsync(7000);
    await repeating.stop();
    expect(began).toEqual([2000, 4000, 6000]);
  });

  it('rests nine times as long as it took, so that it has a tenth of the time at most', async () => {
    const { began, repeating } = repeated(1000);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(began).toEqual([2000, 12_000, 22_000]);
    await repeating.stop();
  });

  it('ends after the work that runs, and does not begin again', async () => {
    const { began, repeating } = repeated(1000);
    await vi.advanceTimersByTimeAsync(2500);
    const stopped = repeating.stop().then(() => Date.now());
    const askedMs = Date.now();
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await stopped) - askedMs).toBe(500);
    expect(began).toEqual([2000]);
  });

  it('logs a failure and tries again', async () => {
    const warned: object[] = [];
    const logger = { ...silentLogger, warn: (facts: object) => void warned.push(facts) };
    const work = () => Promise.reject(new Error('The store is away.'));
    const repeating = every(1000, { name: 'refresh', clock: Date.now, logger, work });
    await vi.advanceTimersByTimeAsync(2000);
    await repeating.stop();
    const failure = { name: 'refresh', error: 'The store is away.' };
    expect(warned).toEqual([failure, failure]);
  });
});
