import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { PipelineContext } from '../../../pipelines/context.js';
import type { ChildCommand } from '../child-command.js';
import { ProblemError } from '../problem-error.js';
import { createJobFiles } from './job-files.js';
import type { JobQueue } from './job-queue.js';
import { hasEnded, type JobEntry, openJobTable } from './job-table.js';
import { endJob, performJob } from './perform-job.js';
import { removeOrphans } from './upload-files.js';
import { createUploadTurns } from './upload-turns.js';

export interface JobQueueOptions {
  readonly context: PipelineContext;
  /** Starts the hidden command `run-job`. */
  readonly child: ChildCommand;
  /** Jobs that wait at most. */
  readonly queuedJobs: number;
  /** Called after each job, before anybody sees that it has ended: what it stored can then be found. */
  readonly onFinished: () => Promise<void>;
}

const RETRY_AFTER_SECONDS = 30;
/** Among all that writes, what this process does itself goes first. */
const PRIORITY = { job: 0, exclusive: 1 } as const;

/** Opens the queue of a store and goes on with the jobs that an earlier service did not finish. */
export async function createJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const { context, queuedJobs } = options;
  const { clock, logger, dataFolder } = context;
  const table = await openJobTable(createJobFiles(join(dataFolder, 'service', 'jobs'), logger));
  const uploads = createUploadTurns(table);
  const writers = new PQueue({ concurrency: 1 });
  const closing = new AbortController();

  const enqueue = (entry: JobEntry): void => {
    const run = async (): Promise<void> => {
      if (closing.signal.aborted || entry.abort.signal.aborted) return;
      try {
        await performJob(entry, { ...options, table, uploads, closing: closing.signal });
      } catch (error) {
        logger.error({ job: entry.job.id, err: error }, 'the state of a job could not be kept');
      }
    };
    void writers.add(run, { priority: PRIORITY.job });
  };
  const find = (id: string): JobEntry => {
    const entry = table.get(id);
    if (entry === undefined) throw noSuchJob(id);
    return entry;
  };
  const waiting = (): number => table.open().filter(({ job }) => job.state === 'queued').length;

  await removeOrphans(context, { keep: new Set(table.open().flatMap(uploadFolder)) });
  for (const entry of table.open()) enqueue(entry);

  return {
    uploads,
    async add(work) {
      if (closing.signal.aborted) throw shuttingDown();
      if (waiting() >= queuedJobs) throw queueFull(queuedJobs);
      const createdAt = new Date(clock()).toISOString();
      const entry = await table.add(work, { id: randomUUID(), createdAt });
      enqueue(entry);
      return table.view(entry);
    },
    get(id) {
      const entry = table.get(id);
      return entry === undefined ? undefined : table.view(entry);
    },
    list: ({ state }) =>
      table
        .all()
        .filter(({ job }) => state === undefined || job.state === state)
        .map((entry) => table.view(entry)),
    watch: (id, signal) => table.watch(find(id), AbortSignal.any([signal, closing.signal])),
    async cancel(id) {
      const entry = find(id);
      if (hasEnded(entry.job)) throw ended(entry);
      const isFirst = !entry.abort.signal.aborted;
      entry.abort.abort();
      if (isFirst && entry.job.state === 'queued')
        await endJob(entry, { state: 'cancelled' }, { ...options, table, uploads });
      for await (const _state of table.watch(entry, closing.signal));
      return table.view(entry);
    },
    exclusively: (work, { signal } = {}) =>
      new Promise((resolve, reject) => {
        let hasBegun = false;
        const giveUp = (): void => {
          if (!hasBegun) reject(signal?.reason);
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        const run = async (): Promise<void> => {
          if (signal?.aborted === true) return giveUp();
          hasBegun = true;
          await work().then(resolve, reject);
        };
        void writers
          .add(run, { priority: PRIORITY.exclusive })
          .finally(() => signal?.removeEventListener('abort', giveUp));
      }),
    get waiting() {
      return waiting();
    },
    get isFull() {
      return waiting() >= queuedJobs;
    },
    async close() {
      closing.abort();
      await writers.onIdle();
    },
  };
}

function uploadFolder({ work }: JobEntry): string[] {
  return work.kind === 'embed' && work.upload !== undefined ? [work.upload.folder] : [];
}

function noSuchJob(id: string): ProblemError {
  return new ProblemError({ status: 404, code: 'no-such-job', message: `There is no job "${id}".` });
}

function ended({ job }: JobEntry): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'conflict',
    message: `Job "${job.id}" has ended already: it is ${job.state}.`,
  });
}

function shuttingDown(): ProblemError {
  return new ProblemError({
    status: 503,
    code: 'shutting-down',
    message: 'The service is shutting down and takes no more jobs.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

function queueFull(limit: number): ProblemError {
  return new ProblemError({
    status: 429,
    code: 'queue-full',
    message: `${limit} jobs are waiting already.`,
    hint: 'Wait until some of them are done; GET /v1/jobs?state=queued lists them.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
