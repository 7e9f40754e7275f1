import { rm } from 'node:fs/promises';
import type { PipelineContext } from '../../../pipelines/context.js';
import { messageOf } from '../../core/errors.js';
import type { ChildCommand } from '../child-command.js';
import { endingOf, type JobEnding } from './job-ending.js';
import type { JobEntry, JobTable } from './job-table.js';
import { type JobOutcome, runInChild } from './run-in-child.js';
import { removeUnstoredUpload } from './upload-files.js';
import type { UploadTurns } from './upload-turns.js';

interface PerformOptions {
  readonly context: PipelineContext;
  readonly child: ChildCommand;
  readonly table: JobTable;
  readonly uploads: UploadTurns;
  readonly onFinished: () => Promise<void>;
  /** Aborts when the service shuts down. */
  readonly closing: AbortSignal;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Brings a queued job to its end; when the service shuts down it is queued again. */
export async function performJob(entry: JobEntry, options: PerformOptions): Promise<void> {
  const { table, context } = options;
  const startedAt = timeOf(context);
  await table.change(entry, { state: 'running', startedAt, attempts: entry.job.attempts + 1, stages: [] });
  const ending = await work(entry, options);
  if (ending === undefined) {
    await table.change(entry, { state: 'queued', startedAt: null, waitsFor: null, stages: [] });
  } else {
    await endJob(entry, ending, options);
  }
}

/** Ends a job; the files that it leaves behind are looked after, and what it stored can be found, before anybody knows. */
export async function endJob(
  entry: JobEntry,
  ending: JobEnding,
  {
    table,
    uploads,
    context,
    onFinished,
  }: Pick<PerformOptions, 'table' | 'uploads' | 'context' | 'onFinished'>,
): Promise<void> {
  const orLog = (error: unknown): void => {
    context.logger.error({ job: entry.job.id, err: error }, 'something could not be tidied up after a job');
  };
  await removeLeftovers(entry, { uploads, context }).catch(orLog);
  await onFinished().catch(orLog);
  await table.change(entry, { ...ending, finishedAt: timeOf(context), waitsFor: null });
  await table.prune();
}

/** @returns undefined when the service shuts down */
async function work(entry: JobEntry, options: PerformOptions): Promise<JobEnding | undefined> {
  const signal = AbortSignal.any([entry.abort.signal, options.closing]);
  try {
    return endingOf(entry.work, await runWhenStoreIsFree(entry, { ...options, signal }));
  } catch (error) {
    if (entry.abort.signal.aborted) return { state: 'cancelled' };
    if (options.closing.aborted) return undefined;
    options.context.logger.error({ job: entry.job.id, err: error }, 'a job could not be run');
    return { state: 'failed', error: { code: 'internal', message: messageOf(error) } };
  }
}

async function runWhenStoreIsFree(
  entry: JobEntry,
  { child, table, context, signal }: PerformOptions & { readonly signal: AbortSignal },
): Promise<JobOutcome> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const outcome = await runInChild({
      child,
      work: entry.work,
      signal,
      onStages: (stages) => table.show(entry, { stages: [...stages], waitsFor: null }),
    });
    if (outcome.kind !== 'error') return outcome;
    if (outcome.code !== 'store-locked') {
      context.logger.warn({ job: entry.job.id, ...outcome }, 'a job failed');
      return outcome;
    }
    table.show(entry, { waitsFor: 'Another process writes to the store.' });
    await context.sleep(waitMs, signal);
  }
}

async function removeLeftovers(
  { work, job }: JobEntry,
  { uploads, context }: Pick<PerformOptions, 'uploads' | 'context'>,
): Promise<void> {
  const upload = work.kind === 'embed' ? work.upload : undefined;
  if (upload === undefined) return;
  await rm(upload.folder, { recursive: true, force: true });
  await uploads.take(async (isWanted) => {
    if (!isWanted(upload.file, job.id)) await removeUnstoredUpload(context, upload.file);
  });
}

function timeOf({ clock }: PipelineContext): string {
  return new Date(clock()).toISOString();
}
