import type { Describer, Description } from '../src/core/description.js';
import type { VideoRecord } from '../src/core/record.js';
import type { DescribeReport } from '../src/core/reports/describe-report.js';
import { describeWithChain } from '../src/describe/describe-with-chain.js';
import type { PipelineContext } from './context.js';
import { planEmbed } from './plan-embed.js';
import { countDescribers } from './stages/count-describers.js';
import { ingestInputs } from './stages/ingest-inputs.js';
import { withStore } from './stages/open-for-reading.js';
import {
  createDescribers,
  type OpenIngestSession,
  openIngestSession,
  promptHashes,
} from './stages/open-ingest-session.js';
import { createStageClock } from './stages/stage-clock.js';

export interface DescribeOptions {
  readonly context: PipelineContext;
  /** New inputs that are read first; none describes what is stored. */
  readonly paths: readonly string[];
  readonly extractorIds: readonly string[] | undefined;
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
  if (options.dryRun) return planDescribe(options);
  const session = await openIngestSession({
    ...options,
    command: 'describe',
    config: { paths: options.paths },
  });
  try {
    return await session.journal.close(
      () => describeAll(session),
      () => ({ promptHash: promptHashes(session.describers) }),
    );
  } finally {
    await session.close();
  }
}

async function describeAll(session: OpenIngestSession): Promise<DescribeReport> {
  const { store, stages, journal } = session;
  const ingested = await ingestInputs(session);
  const total = await store.videos.count();
  const rewritten = await stages.time('describe', total, () =>
    describeStored(session, async (changed) => {
      await journal.begin();
      await store.videos.upsert(changed, undefined);
    }),
  );
  const described = ingested.ingested + rewritten;
  if (described > 0) await store.videos.maintain();
  return {
    scanned: ingested.scanned,
    described,
    unchanged: total - described,
    failed: ingested.failed,
    describers: await countDescribers(store),
    dryRun: false,
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}

/** Counts on an existing store; opens nothing for writing. */
async function planDescribe(options: DescribeOptions): Promise<DescribeReport> {
  const { context } = options;
  const stages = createStageClock(context.clock);
  const describers = await createDescribers(options.describerIds, context.promptsFolder);
  const fresh = options.paths.length === 0 ? undefined : await planEmbed(options);
  return withStore(context, async (store) => {
    const total = await store.videos.count();
    const rewritten = await stages.time('describe', total, () =>
      describeStored({ store, context, describers }, async () => {}),
    );
    return {
      scanned: fresh?.scanned ?? 0,
      described: (fresh?.embedded ?? 0) + rewritten,
      unchanged: total - rewritten,
      failed: fresh?.failed ?? [],
      describers: await countDescribers(store),
      dryRun: true,
      seconds: stages.seconds(),
      stages: stages.timings(),
    };
  });
}

/** Hands the rows whose description would change to `write`, page by page. @returns how many there are. */
async function describeStored(
  session: Pick<OpenIngestSession, 'store' | 'context' | 'describers'>,
  write: (changed: readonly VideoRecord[]) => Promise<void>,
): Promise<number> {
  const { store, context, describers } = session;
  const total = await store.videos.count();
  const progress = context.progress.stage({ name: 'describe', unit: 'videos', total });
  let count = 0;
  try {
    for await (const rows of store.videos.scan({ pageSize: ROWS_PER_COMMIT })) {
      context.signal.throwIfAborted();
      const changed: VideoRecord[] = [];
      for (const row of rows) {
        const description = await describeRow(row, describers, context.signal);
        if (description === undefined || sameDescription(row.description, description)) continue;
        changed.push({ ...row, description, updatedAtMs: context.clock() });
      }
      if (changed.length > 0) await write(changed);
      count += changed.length;
      progress.advance(rows.length);
    }
  } finally {
    progress.done();
  }
  return count;
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
