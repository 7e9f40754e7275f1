import { messageOf } from '../../src/core/errors.js';
import type { Logger, Progress } from '../../src/core/runtime.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import type { BenchmarkJob, JobMessage } from './job.js';
import { type RunResult, readRunResult } from './run-result.js';

/** Does one job and leaves its results in its folder. @throws anything: it is the failure of this job alone. */
export type JobRunner = (
  job: BenchmarkJob,
  options: { readonly signal: AbortSignal; readonly onEpoch: (message: JobMessage) => void },
) => Promise<void>;

export interface JobFailure {
  readonly key: string;
  readonly model: string;
  readonly seed: number;
  readonly reason: string;
}

export interface FinishedJobs {
  readonly results: ReadonlyMap<string, RunResult>;
  readonly failures: readonly JobFailure[];
}

/**
 * Runs the jobs, some at a time. A job that fails or dies is counted as failed with its reason, and the others go on.
 * @throws the signal's reason after an abort, when all jobs have ended
 */
export async function runJobs(options: {
  readonly jobs: readonly BenchmarkJob[];
  readonly runner: JobRunner;
  readonly concurrency: number;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}): Promise<FinishedJobs> {
  const { jobs, logger, concurrency, signal } = options;
  const total = jobs.reduce((sum, { runs }) => sum + runs.length, 0);
  const results = new Map<string, RunResult>();
  const failures: JobFailure[] = [];
  if (total === 0) return { results, failures };
  const stage = options.progress.stage({ name: 'benchmark', unit: 'runs', total });
  const work = async (job: BenchmarkJob, stop: AbortSignal): Promise<BenchmarkJob> => {
    const name = nameOf(job);
    try {
      await options.runner(job, {
        signal: stop,
        onEpoch(message) {
          logger.debug({ job: name, ...message }, 'Epoch done.');
          stage.advance(0, epochNote(name, message));
        },
      });
      await collect(job, results);
    } catch (error) {
      stop.throwIfAborted();
      const reason = messageOf(error);
      logger.warn({ job: name, reason }, 'A job of the benchmark failed; the others go on.');
      for (const { key, seed } of job.runs) failures.push({ key, model: job.model, seed, reason });
    }
    return job;
  };
  for await (const job of mapConcurrent(jobs, work, { concurrency, signal, order: 'completion' })) {
    stage.advance(job.runs.length, `${nameOf(job)} done`);
  }
  stage.done();
  return { results, failures };
}

/** @throws Error when the runner ended well without its results */
async function collect(job: BenchmarkJob, results: Map<string, RunResult>): Promise<void> {
  for (const { key } of job.runs) {
    const result = await readRunResult(job.resultsFolder, key);
    if (result === undefined) throw new Error('the job ended without a result');
    results.set(key, result);
  }
}

function nameOf({ model, runs }: BenchmarkJob): string {
  const seeds = runs.map(({ seed }) => seed).join(', ');
  return `${model} seed${runs.length === 1 ? '' : 's'} ${seeds}`;
}

function epochNote(name: string, { epoch, loss, validation }: JobMessage): string {
  const recall = validation === undefined ? '' : `, validation ${validation.toFixed(4)}`;
  return `${name}: epoch ${epoch}, loss ${loss.toFixed(4)}${recall}`;
}
