import { type Client, followJob, type Job, ProblemError } from '../../../client/index.js';

const BREAKS = 5;
const PAUSE_SECONDS = 1;

interface FollowOptions {
  readonly client: Client;
  readonly id: string;
  readonly signal: AbortSignal;
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * States of a job until it ends. A connection that breaks is made anew, at most five times in a row.
 * @throws ProblemError when the service refuses; the error of the connection when it stays broken
 */
export async function* followPatiently({ client, id, signal, sleep }: FollowOptions): AsyncGenerator<Job> {
  let breaks = 0;
  for (;;) {
    try {
      for await (const job of followJob(client, id, { signal })) {
        breaks = 0;
        yield job;
        if (isOver(job)) return;
      }
    } catch (error) {
      if (signal.aborted || error instanceof ProblemError || breaks >= BREAKS) throw error;
    }
    // The stream may also end early without an error, when the service goes down in order.
    breaks += 1;
    if (breaks > BREAKS) throw new TypeError('Failed to fetch: the connection to the job broke.');
    await sleep(PAUSE_SECONDS, signal);
  }
}

function isOver({ state }: Job): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
