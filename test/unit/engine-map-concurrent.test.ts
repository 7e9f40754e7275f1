import { describe, expect, it } from 'vitest';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';

const never = new AbortController().signal;

/** A promise that the test settles itself. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

async function collect<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('mapConcurrent', () => {
  it('gives results in the order of the inputs although later workers finish first', async () => {
    const first = deferred<string>();
    const started: number[] = [];
    const results = collect(
      mapConcurrent(
        [0, 1, 2],
        async (item) => {
          started.push(item);
          return item === 0 ? first.promise : `quick ${item}`;
        },
        { concurrency: 3, signal: never },
      ),
    );
    await settle();
    expect(started).toEqual([0, 1, 2]);
    first.resolve('slow 0');
    expect(await results).toEqual(['slow 0', 'quick 1', 'quick 2']);
  });

  it('gives each result as soon as it is there when the order does not matter, and pulls on past a slow one', async () => {
    const first = deferred<string>();
    const got: string[] = [];
    const results = (async () => {
      const mapped = mapConcurrent(
        Array.from({ length: 9 }, (_, index) => index),
        async (item) => (item === 0 ? first.promise : `quick ${item}`),
        { concurrency: 2, signal: never, order: 'completion' },
      );
      for await (const result of mapped) got.push(result);
    })();
    for (let turn = 0; turn < 20; turn += 1) await settle();
    expect(got).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((item) => `quick ${item}`));
    first.resolve('slow 0');
    await results;
    expect(got.at(-1)).toBe('slow 0');
  });

  it('ends with the first error and the abort when the order does not matter', async () => {
    const stop = new AbortController();
    const stuck = collect(
      mapConcurrent(
        [0],
        (_item, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        {
          concurrency: 1,
          signal: stop.signal,
          order: 'completion',
        },
      ),
    );
    stop.abort(new Error('enough'));
    await expect(stuck).rejects.toThrow('enough');
    await expect(
      collect(
        mapConcurrent([1], async () => Promise.reject(new Error('one')), {
          concurrency: 1,
          signal: never,
          order: 'completion',
        }),
      ),
    ).rejects.toThrow('one');
  });

  it('never runs more workers than allowed', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, index) => index);
    const mapped = mapConcurrent(
      items,
      async (item) => {
        running += 1;
        most = Math.max(most, running);
        await settle();
        running -= 1;
        return item * 2;
      },
      { concurrency: 3, signal: never },
    );
    expect(await collect(mapped)).toEqual(items.map((item) => item * 2));
    expect(most).toBe(3);
  });

  it('pulls the source only as far as its window, so an endless source costs no memory', async () => {
    let pulled = 0;
    function* endless() {
      for (;;) yield pulled++;
    }
    const mapped = mapConcurrent(endless(), async (item) => item, { concurrency: 2, signal: never });
    expect((await mapped.next()).value).toBe(0);
    await settle();
    expect(pulled).toBeLessThanOrEqual(4);
    for (let count = 1; count <= 100; count += 1) expect((await mapped.next()).value).toBe(count);
    expect(pulled).toBeLessThanOrEqual(104);
    await mapped.return();
  });

  it('ends with the error of the worker, aborts the other workers and closes the source', async () => {
    let closed = false;
    async function* source() {
      try {
        for (let item = 0; ; item += 1) yield item;
      } finally {
        closed = true;
      }
    }
    const aborted: number[] = [];
    const mapped = mapConcurrent(
      source(),
      async (item, signal) => {
        if (item === 2) {
          await settle();
          throw new Error('worker 2 failed');
        }
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        aborted.push(item);
        return item;
      },
      { concurrency: 4, signal: never },
    );
    await expect(collect(mapped)).rejects.toThrow('worker 2 failed');
    expect(aborted.sort()).toEqual([0, 1, 3]);
    expect(closed).toBe(true);
  });

  it('passes on an error of the source after waiting for the running workers', async () => {
    const finished: number[] = [];
    async function* source() {
      yield 1;
      throw new Error('the source broke');
    }
    const worker = async (item: number) => {
      await settle();
      finished.push(item);
      return item;
    };
    await expect(collect(mapConcurrent(source(), worker, { concurrency: 2, signal: never }))).rejects.toThrow(
      'the source broke',
    );
    expect(finished).toEqual([1]);
  });

  it('stops with the reason of the signal even while the source is stuck', async () => {
    const controller = new AbortController();
    async function* stuck() {
      yield 1;
      await new Promise(() => {});
    }
    const mapped = mapConcurrent(stuck(), async (item) => item, {
      concurrency: 2,
      signal: controller.signal,
    });
    const results = collect(mapped);
    await settle();
    controller.abort(new Error('interrupted by the user'));
    await expect(results).rejects.toThrow('interrupted by the user');
  });

  it('starts nothing when the signal has aborted before', async () => {
    let started = 0;
    const worker = async () => {
      started += 1;
    };
    const mapped = mapConcurrent([1, 2], worker, {
      concurrency: 2,
      signal: AbortSignal.abort(new Error('late')),
    });
    await expect(collect(mapped)).rejects.toThrow('late');
    expect(started).toBe(0);
  });

  it('aborts and waits for the running workers when the consumer stops early', async () => {
    let stopped = 0;
    const mapped = mapConcurrent(
      [0, 1, 2, 3],
      async (item, signal) => {
        if (item === 0) return item;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        stopped += 1;
        return item;
      },
      { concurrency: 2, signal: never },
    );
    for await (const item of mapped) {
      expect(item).toBe(0);
      await settle();
      break;
    }
    expect(stopped).toBeGreaterThanOrEqual(1);
  });

  it('raises no unhandled rejection when several workers fail at once', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', onUnhandled);
    try {
      const worker = async (item: number) => {
        await settle();
        throw new Error(`failed ${item}`);
      };
      const mapped = mapConcurrent([1, 2, 3, 4], worker, { concurrency: 4, signal: never });
      await expect(collect(mapped)).rejects.toThrow('failed 1');
      await settle();
      await settle();
    } finally {
      process.off('unhandledRejection', onUnhandled);
    }
    expect(unhandled).toEqual([]);
  });
});
