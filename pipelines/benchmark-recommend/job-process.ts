import { selectBackend } from '../../src/tensor/backend.js';
import type { PipelineContext } from '../context.js';
import { loadRecommenderData } from '../recommend/load-recommender-data.js';
import { withStore } from '../stages/open-for-reading.js';
import { benchmarkJob, type JobMessage } from './job.js';
import { benchmarkProtocol } from './protocols.js';
import { runBenchmarkJob } from './run-job.js';

/**
 * What a child process of the benchmark does with the line that it was given.
 * @throws ZodError for a line that is no job; VidtokenError as `runBenchmarkJob`
 */
export async function runJobProcess(options: {
  readonly context: PipelineContext;
  /** A job as JSON. */
  readonly line: string;
  readonly onMessage: (message: JobMessage) => void;
}): Promise<void> {
  const { context, onMessage } = options;
  const { clock, logger, signal } = context;
  const job = benchmarkJob.parse(JSON.parse(options.line));
  await selectBackend({ name: 'auto', logger, threads: job.threads });
  const protocol = benchmarkProtocol(job.protocol).data;
  const loaded = await withStore({ ...context, dataFolder: job.dataFolder }, (store) =>
    loadRecommenderData({ store, protocol, signal }),
  );
  await runBenchmarkJob({ job, loaded, clock, logger, signal, onEpoch: onMessage });
}
