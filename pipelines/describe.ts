import type { Describer, Description } from '../src/core/description.js';
import type { VideoRecord } from '../src/core/record.js';
import type { DescribeReport } from '../src/core/reports/describe-report.js';
import { describeWithChain } from '../src/describe/describe-with-chain.js';
import type { PipelineContext } from './context.js';
import { countDescribers } from './stages/count-describers.js';
import { ingestInputs } from './stages/ingest-inputs.js';
import { type OpenIngestSession, openIngestSession } from './stages/open-ingest-session.js';

export interface DescribeOptions {
  readonly context: PipelineContext;
  /** New inputs that are read first; none describes what is stored. */
  readonly paths: readonly string[];
  readonly extractorIds: readonly string[];
  readonly describerIds: readonly string[];
  readonly retryFailed: boolean;
  readonly tokenDimension: number;
  /** Count what would be written, and write nothing. */
  readonly dryRun: boolean;
}

const ROWS_PER_COMMIT = 128;

/**
 * Reads new inputs without training, then gives every stored video the description of the chosen describers.
 * Only rows whose describer, prompt or text would change are written. Tokens stay: `distill` learns from the
 * new descriptions.
 */
export async function describeVideos(options: DescribeOptions): Promise<DescribeReport> {
  const session = await openIngestSession({
    ...options,
    command: 'describe',
    config: { paths: options.paths },
  });
  try {
    return await session.journal.close(() => describeAll(session, options));
  } finally {
    await session.close();
  }
}

async function describeAll(session: OpenIngestSession, options: DescribeOptions): Promise<DescribeReport> {
  const { store, stages } = session;
  const ingested = options.dryRun ? undefined : await ingestInputs(session);
  const total = await store.videos.count();
  const described = await stages.time('describe', total, () => describeStored(session, options, total));
  if (described > 0 && !options.dryRun) await store.videos.maintain();
  return {
    scanned: ingested?.scanned ?? 0,
    described,
    unchanged: total - described,
    failed: ingested?.failed ?? [],
    describers: await countDescribers(store),
    dryRun: options.dryRun,
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}

async function describeStored(
  session: OpenIngestSession,
  options: DescribeOptions,
  total: number,
): Promise<number> {
  const { store, context, journal, describers } = session;
  const progress = context.progress.stage({ name: 'describe', unit: 'videos', total });
  let written = 0;
  try {
    for await (const rows of store.videos.scan({ pageSize: ROWS_PER_COMMIT })) {
      const changed: VideoRecord[] = [];
      for (const row of rows) {
        const description = await describeRow(row, describers, context.signal);
        if (description === undefined || sameDescription(row.description, description)) continue;
        changed.push({ ...row, description, updatedAtMs: context.clock() });
      }
      written += changed.length;
      progress.advance(rows.length);
      if (changed.length === 0 || options.dryRun) continue;
      await journal.begin();
      await store.videos.upsert(changed, undefined);
    }
  } finally {
    progress.done();
  }
  return written;
}

async function describeRow(
  row: VideoRecord,
  describers: readonly Describer[],
  signal: AbortSignal,
): Promise<Description | undefined> {
  const { info, measurements, title, tags, providedDescription } = row;
  return describeWithChain(
    describers,
    {
      info,
      measurements,
      text: { tags, ...(title === undefined ? {} : { title }) },
      ...(providedDescription === undefined ? {} : { providedDescription }),
    },
    { signal },
  );
}

function sameDescription(left: Description | undefined, right: Description): boolean {
  return (
    left?.text === right.text &&
    left.describerId === right.describerId &&
    left.promptHash === right.promptHash
  );
}
