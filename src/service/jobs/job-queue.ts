import type { Job } from '../contract/job.js';
import type { NewJob } from './new-job.js';
import type { UploadTurns } from './upload-turns.js';

/**
 * One job at a time (the store has one writer), each in a process of its own with low priority. Jobs survive a restart:
 * what was queued or running when the service ended is queued again.
 */
export interface JobQueue {
  /** @throws ProblemError `queue-full` (429 with Retry-After), `shutting-down` */
  add(job: NewJob): Promise<Job>;
  get(id: string): Job | undefined;
  /** Newest first. */
  list(options: { readonly state?: Job['state'] }): readonly Job[];
  /** The job after each change, at once with its present state, until it has ended or the signal aborts. */
  watch(id: string, signal: AbortSignal): AsyncIterable<Job>;
  /** @throws ProblemError `no-such-job`, `conflict` when it has ended */
  cancel(id: string): Promise<Job>;
  /**
   * Runs work that writes to the store in this process, between two jobs and before those that wait.
   * @throws the reason of the signal when it aborts before the work could begin
   */
  exclusively<Result>(
    work: () => Promise<Result>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Result>;
  /** For whoever places or removes the file of an upload. */
  readonly uploads: UploadTurns;
  readonly waiting: number;
  /** No more can be added: `add` would throw `queue-full`. */
  readonly isFull: boolean;
  /** Stops the running job so that it is queued again by the next start. */
  close(): Promise<void>;
}
