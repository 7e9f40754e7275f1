import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PipelineContext } from '../../pipelines/context.js';
import { packageInfo } from '../../src/config/package-info.js';
import { childCommand } from '../../src/service/child-command.js';
import type { Job } from '../../src/service/contract/job.js';
import { createJobQueue, type JobQueueOptions } from '../../src/service/jobs/create-job-queue.js';
import type { JobQueue } from '../../src/service/jobs/job-queue.js';
import { pipelineContext } from './pipeline-context.js';

const { root } = packageInfo();
/** The compiled command line. */
export const MAIN = join(root, 'dist', 'src', 'cli', 'main.js');

interface TestQueueOptions {
  readonly folder: string;
  readonly context?: Partial<PipelineContext>;
  readonly queuedJobs?: number;
  readonly onFinished?: JobQueueOptions['onFinished'];
}

/** A queue whose jobs are done by `scripted-job.mjs`. */
export function scriptedQueue(options: TestQueueOptions): Promise<JobQueue> {
  const script = join(root, 'test', 'support', 'scripted-job.mjs');
  return openQueue(options, { program: process.execPath, arguments: [script, options.folder] });
}

/** A queue whose jobs are done by the compiled `run-job`. */
export function realQueue(options: TestQueueOptions): Promise<JobQueue> {
  const context = pipelineContext(options.folder);
  return openQueue(options, childCommand({ context, main: MAIN, command: 'run-job' }));
}

async function openQueue(
  { folder, context, queuedJobs = 10, onFinished = async () => {} }: TestQueueOptions,
  child: JobQueueOptions['child'],
): Promise<JobQueue> {
  const queue = await createJobQueue({
    context: pipelineContext(folder, context),
    child,
    queuedJobs,
    onFinished,
  });
  onTestFinished(() => queue.close());
  return queue;
}

/** Names of the jobs that `scripted-job.mjs` began, in order. */
export function startedJobs(folder: string): string[] {
  return readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n');
}

/** Waits until a job is as it should be. @throws when it ends before */
export async function jobWhen(
  queue: Pick<JobQueue, 'watch'>,
  id: string,
  isRight: (job: Job) => boolean,
): Promise<Job> {
  let last: Job | undefined;
  for await (const job of queue.watch(id, new AbortController().signal)) {
    if (isRight(job)) return job;
    last = job;
  }
  throw new Error(`The job ended otherwise: ${JSON.stringify(last)}`);
}

export function endedJob(queue: Pick<JobQueue, 'watch'>, id: string): Promise<Job> {
  return jobWhen(queue, id, ({ finishedAt }) => finishedAt !== null);
}
