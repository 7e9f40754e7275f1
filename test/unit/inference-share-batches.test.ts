import { describe, expect, it } from 'vitest';
import type { Encoder } from '../../src/inference/encoders/encoder.js';
import { shareBatches } from '../../src/inference/worker/share-batches.js';

const { signal } = new AbortController();
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Doubles numbers, when told to; keeps what it was asked. */
function doubling(options: { readonly failsWith?: number } = {}) {
  const batches: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  const encoder: Encoder<number> = {
    async encode(items) {
      batches.push(items);
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (items.some((item) => item === options.failsWith))
        throw new Error(`cannot double ${options.failsWith}`);
      return items.map((item) => Float32Array.of(2 * item));
    },
    async dispose() {},
  };
  /** Lets batches be computed until none comes any more. */
  const compute = async (): Promise<void> => {
    for (await pause(); waiting.length > 0; await pause()) waiting.shift()?.();
  };
  return { encoder, batches, compute };
}

const values = (rows: readonly Float32Array[]): number[] => rows.flatMap((row) => [...row]);

describe('calls that share batches', () => {
  it('get their own rows, out of batches that reach over the ends of calls', async () => {
    const { encoder, batches, compute } = doubling();
    const shared = shareBatches(encoder, 4);
    const calls = [[1, 2], [3, 4, 5, 6, 7], [8]].map((items) => shared.encode(items, { signal }));
    await compute();
    expect((await Promise.all(calls)).map(values)).toEqual([[2, 4], [6, 8, 10, 12, 14], [16]]);
    // The first call found the model idle and did not wait for others.
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5, 6],
      [7, 8],
    ]);
  });

  it('keep no more than two batches under way', async () => {
    const { encoder, batches, compute } = doubling();
    const shared = shareBatches(encoder, 1);
    const call = shared.encode([1, 2, 3, 4, 5], { signal });
    await pause();
    expect(batches).toEqual([[1], [2]]);
    await compute();
    expect(values(await call)).toEqual([2, 4, 6, 8, 10]);
  });

  it('do not notice that one of them is aborted, of which nothing more is computed', async () => {
    const { encoder, batches, compute } = doubling();
    const shared = shareBatches(encoder, 2);
    const abort = new AbortController();
    const first = shared.encode([1, 2], { signal });
    const stopped = shared.encode([3, 4, 5, 6], { signal: abort.signal });
    const last = shared.encode([7], { signal });
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    await compute();
    expect([values(await first), values(await last)]).toEqual([[2, 4], [14]]);
    expect(batches.flat()).not.toContain(5);
  });

  it('fail alone: the others of a batch that failed are computed again', async () => {
    const { encoder, compute } = doubling({ failsWith: 3 });
    const shared = shareBatches(encoder, 8);
    const busy = [shared.encode([0], { signal }), shared.encode([0], { signal })];
    const calls = Promise.allSettled([[1, 2], [3], [4]].map((items) => shared.encode(items, { signal })));
    await compute();
    await Promise.all(busy);
    const [before, faulty, after] = await calls;
    expect(before?.status === 'fulfilled' && values(before.value)).toEqual([2, 4]);
    expect(faulty).toMatchObject({ status: 'rejected', reason: { message: 'cannot double 3' } });
    expect(after?.status === 'fulfilled' && values(after.value)).toEqual([8]);
  });

  it('of nothing give nothing, and of an aborted signal its reason', async () => {
    const { encoder, batches } = doubling();
    const shared = shareBatches(encoder, 2);
    expect(await shared.encode([], { signal })).toEqual([]);
    const reason = new Error('enough');
    await expect(shared.encode([1], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(batches).toEqual([]);
  });
});
