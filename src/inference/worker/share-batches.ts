import type { Encoder } from '../encoders/encoder.js';

/** One is computed while the next already waits in the thread. */
const BATCHES_UNDER_WAY = 2;

/** An encoder that many ask at once. */
export interface SharedEncoder<Item> {
  /**
   * @returns for each item its rows, as an `Encoder` gives them
   * @throws the signal's reason after an abort, which leaves the calls of others alone
   */
  encode(items: readonly Item[], options: { readonly signal: AbortSignal }): Promise<Float32Array[]>;
  /** To be called when no call is under way; the next one opens the model again. */
  dispose(): Promise<void>;
}

/** The items of one call; some may share a batch with those of others. */
interface Job<Item> {
  readonly items: readonly Item[];
  readonly rows: Float32Array[];
  /** Items that were handed on. */
  sent: number;
  /** Items whose rows are not there yet. */
  missing: number;
  finish(): void;
  fail(error: unknown): void;
}

interface Piece<Item> {
  readonly job: Job<Item>;
  readonly place: number;
  readonly item: Item;
}

/**
 * Runs calls in the order in which they came and fills batches over the ends of calls: while a batch is computed, the
 * items of other videos gather for the next one. Nothing waits for a batch to fill. A batch that fails is run again
 * call by call, so that a fault of one video stays its own.
 */
export function shareBatches<Item>(encoder: Encoder<Item>, batchSize: number): SharedEncoder<Item> {
  const waiting: Job<Item>[] = [];
  let underWay = 0;

  const next = (): void => {
    while (underWay < BATCHES_UNDER_WAY && waiting.length > 0) {
      underWay += 1;
      void run(takeBatch(waiting, batchSize)).finally(() => {
        underWay -= 1;
        next();
      });
    }
  };

  async function run(batch: readonly Piece<Item>[]): Promise<void> {
    try {
      const rows = await encoder.encode(batch.map(({ item }) => item));
      for (const [index, piece] of batch.entries()) receive(piece, rows[index]);
    } catch (error) {
      const jobs = new Set(batch.map(({ job }) => job));
      if (jobs.size === 1) for (const job of jobs) job.fail(error);
      else for (const job of jobs) await run(batch.filter((piece) => piece.job === job));
    }
  }

  return {
    async encode(items, { signal }) {
      signal.throwIfAborted();
      if (items.length === 0) return [];
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          signal.removeEventListener('abort', stop);
          if (waiting.includes(job)) waiting.splice(waiting.indexOf(job), 1);
        };
        const stop = (): void => job.fail(signal.reason);
        const job: Job<Item> = {
          items,
          rows: [],
          sent: 0,
          missing: items.length,
          finish() {
            leave();
            resolve(job.rows);
          },
          fail(error) {
            leave();
            reject(error);
          },
        };
        signal.addEventListener('abort', stop);
        waiting.push(job);
        next();
      });
    },
    dispose: () => encoder.dispose(),
  };
}

/** Takes items off the oldest jobs; a job of which all are taken leaves the queue. */
function takeBatch<Item>(waiting: Job<Item>[], batchSize: number): Piece<Item>[] {
  const batch: Piece<Item>[] = [];
  for (let job = waiting[0]; job !== undefined && batch.length < batchSize; job = waiting[0]) {
    const taken = job.items.slice(job.sent, job.sent + batchSize - batch.length);
    for (const [index, item] of taken.entries()) batch.push({ job, place: job.sent + index, item });
    job.sent += taken.length;
    if (job.sent < job.items.length) break;
    waiting.shift();
  }
  return batch;
}

function receive<Item>({ job, place }: Piece<Item>, rows: Float32Array | undefined): void {
  if (rows === undefined) throw new RangeError('The encoder gave fewer rows than it was given items.');
  job.rows[place] = rows;
  job.missing -= 1;
  if (job.missing === 0) job.finish();
}
