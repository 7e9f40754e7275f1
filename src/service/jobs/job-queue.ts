import type { Job } from '../contract/job.js';

/** What is to be done; kept on disk until it is done. */
export type NewJob =
  | {
      readonly kind: 'embed';
      /** Shown to people: the name of the uploaded file, or the path. */
      readonly name: string;
      /** Absolute: a video, a folder or a `.jsonl` manifest. */
      readonly path: string;
      /** The service owns the file: it is removed again when it could not be embedded. */
      readonly isUpload: boolean;
    }
  | { readonly kind: 'map'; readonly name: string };

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
  /** Runs work that writes to the store in this process, between two jobs. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly waiting: number;
  /** Stops the running job so that it is queued again by the next start. */
  close(): Promise<void>;
}
