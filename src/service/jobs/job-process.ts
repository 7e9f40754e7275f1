import type { PipelineContext } from '../../../pipelines/context.js';
import type { EmbedOptions } from '../../../pipelines/embed.js';
import { InputError, messageOf, VidtokenError } from '../../core/errors.js';
import type { EmbedReport } from '../../core/reports/embed-report.js';
import type { JobDone, JobMessage } from './job-message.js';
import { createJobProgress } from './job-progress.js';
import { type NewJob, newJob } from './new-job.js';
import { storedInputs } from './stored-inputs.js';

/** What the process of a job works with beside its job. */
export interface JobProcessOptions {
  readonly context: PipelineContext;
  /** As `vidtoken embed` has them. */
  readonly embedding: Omit<EmbedOptions, 'context' | 'paths'>;
  /** A job as JSON. */
  readonly line: string;
  readonly onMessage: (message: JobMessage) => void;
}

/**
 * What the process of a job does with the line that it was given; errors of the work are told as a message.
 * @throws ZodError for a line that is no job
 */
export async function runJobProcess(options: JobProcessOptions): Promise<void> {
  const { onMessage } = options;
  const job = newJob.parse(JSON.parse(options.line));
  const progress = createJobProgress({
    clock: options.context.clock,
    onStages: (stages) => onMessage({ kind: 'stages', stages: [...stages] }),
  });
  const context = { ...options.context, progress };
  try {
    onMessage(
      job.kind === 'embed' ? await embed(job, { ...options, context }) : await map({ ...options, context }),
    );
  } catch (error) {
    const isKnown = error instanceof VidtokenError || error instanceof InputError;
    if (!isKnown) context.logger.error({ err: error }, 'the job failed');
    onMessage({ kind: 'error', code: isKnown ? error.code : 'internal', message: messageOf(error) });
  }
}

type EmbedJob = Extract<NewJob, { readonly kind: 'embed' }>;

async function embed(job: EmbedJob, { context, embedding }: JobProcessOptions): Promise<JobDone> {
  const { embedVideos } = await import('../../../pipelines/embed.js');
  const report = await embedVideos({ ...embedding, context, paths: [job.path] });
  const { ids, withoutToken } = await storedInputs(context, job.path);
  return {
    kind: 'done',
    videoIds: [...ids],
    failures: report.failed,
    succeeded: wellRead(report) > 0,
    note: withoutToken === 0 ? null : withoutModel(report, embedding.config.minimumVideos),
  };
}

/** The map as it is computed by `vidtoken map`. */
async function map({ context, embedding }: JobProcessOptions): Promise<JobDone> {
  const { mapVideos } = await import('../../../pipelines/map.js');
  await mapVideos({ context, seed: embedding.config.seed });
  return { kind: 'done', videoIds: [], failures: [], succeeded: true, note: null };
}

function wellRead(report: EmbedReport): number {
  const { embedded, unchanged, moved, updated, duplicates, pending } = report;
  return embedded + unchanged + moved + updated + duplicates + pending;
}

function withoutModel({ stored }: EmbedReport, minimumVideos: number): string {
  return (
    `Stored without a token: there is no model yet, and one is trained from ${minimumVideos} described videos on ` +
    `(${stored} stored). The token follows by itself with a later upload.`
  );
}
