import PQueue from 'p-queue';
import { untilAborted } from '../core/async/until-aborted.js';

export interface MapConcurrentOptions {
  /** Workers that run at the same time, at least 1. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /**
   * `input` (default): results in the order of the inputs, so that a slow one holds the others back; `completion`: each
   * as soon as it is there.
   */
  readonly order?: 'input' | 'completion';
}

type Outcome<Out> = { readonly ok: true; readonly value: Out } | { readonly ok: false };

/** In an object: a promise of a promise would wait for both. */
interface Running<Out> {
  readonly outcome: Promise<Outcome<Out>>;
}

/** Results that may wait for a slower one before them, as a multiple of the concurrency. */
const WINDOW_FACTOR = 2;

/**
 * Maps a stream with several workers at once.
 *
 * Memory is bounded: at most 2 × concurrency items are between the source and the consumer, and the source is
 * pulled only when the consumer asks. The first worker or source error ends the stream with that error; an
 * abort ends it with the signal's reason; so does a consumer that stops early. In each case the running
 * workers see their signal abort and are waited for, so that nothing goes on behind the caller's back.
 */
export async function* mapConcurrent<In, Out>(
  source: AsyncIterable<In> | Iterable<In>,
  worker: (item: In, signal: AbortSignal) => Promise<Out>,
  options: MapConcurrentOptions,
): AsyncGenerator<Out, void, void> {
  const queue = new PQueue({ concurrency: options.concurrency });
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const opened = openSource(source);
  const running: Running<Out>[] = [];
  const isOrdered = options.order !== 'completion';
  const finished = createArrivals<Running<Out>>();
  let failure: { readonly error: unknown } | undefined;

  const start = (item: In): Running<Out> => {
    const run = async (): Promise<Outcome<Out>> => {
      try {
        signal.throwIfAborted();
        return { ok: true, value: await worker(item, signal) };
      } catch (error) {
        failure ??= { error: options.signal.aborted ? options.signal.reason : error };
        stop.abort(failure.error);
        return { ok: false };
      }
    };
    const started = { outcome: queue.add(run) };
    // A worker's error is an outcome as well, so this never rejects.
    if (!isOrdered) void started.outcome.then(() => finished.push(started));
    return started;
  };

  try {
    for (;;) {
      while (!opened.ended && running.length < WINDOW_FACTOR * options.concurrency) {
        const next = await untilAborted(opened.next(), signal);
        if (next.done !== true) running.push(start(next.value));
      }
      const oldest = running[0];
      if (oldest === undefined) return;
      const next = isOrdered ? oldest : await untilAborted(finished.next(), options.signal);
      const outcome = await untilAborted(next.outcome, options.signal);
      running.splice(running.indexOf(next), 1);
      if (!outcome.ok) throw failure?.error;
      yield outcome.value;
    }
  } finally {
    stop.abort(new Error('The consumer of mapConcurrent stopped.'));
    await Promise.all(running.map(({ outcome }) => outcome));
    await opened.close();
  }
}

/** What has arrived, in its order, for one consumer that waits for it. */
function createArrivals<Item>(): { push(item: Item): void; next(): Promise<Item> } {
  const arrived: Item[] = [];
  let deliver: ((item: Item) => void) | undefined;
  return {
    push(item) {
      if (deliver === undefined) arrived.push(item);
      else deliver(item);
      deliver = undefined;
    },
    next() {
      const item = arrived.shift();
      if (item !== undefined) return Promise.resolve(item);
      return new Promise((resolve) => {
        deliver = resolve;
      });
    },
  };
}

interface OpenSource<In> {
  /** True once the source has said that it is done, or has thrown. */
  readonly ended: boolean;
  next(): Promise<IteratorResult<In>>;
  /** Lets the source free what it holds; one that is stuck in `next` is not waited for. */
  close(): Promise<void>;
}

function openSource<In>(source: AsyncIterable<In> | Iterable<In>): OpenSource<In> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let ended = false;
  let isPulling = false;
  let isClosed = false;
  const finish = async (): Promise<void> => {
    if (!ended) await iterator.return?.();
    ended = true;
  };
  return {
    get ended() {
      return ended;
    },
    async next() {
      isPulling = true;
      try {
        const result = await iterator.next();
        ended = result.done === true;
        if (isClosed) await finish();
        return result;
      } catch (error) {
        ended = true;
        throw error;
      } finally {
        isPulling = false;
      }
    },
    async close() {
      isClosed = true;
      if (!isPulling) await finish();
    },
  };
}
