import type { DescribeReport } from '../src/core/reports/describe-report.js';
import type { DescribeOptions } from './describe-options.js';
import { planDescribe } from './plan-describe.js';
import { countDescribers, describerCounts } from './stages/count-describers.js';
import { promptHashes } from './stages/create-describers.js';
import { describeRows } from './stages/describe-rows.js';
import { ingestInputs } from './stages/ingest-inputs.js';
import { type OpenIngestSession, openIngestSession } from './stages/open-ingest-session.js';
import { openMedia } from './stages/open-media.js';
import { teacherReportOf } from './stages/teacher-report-of.js';

/**
 * Reads new inputs without training, then gives every stored video the description of the chosen describers.
 * Only rows whose describer, prompt, model or text would change are written. Tokens stay: `distill` learns from the
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
      () => ({ promptHash: promptHashes(session.teacher.describers) }),
    );
  } finally {
    await session.close();
  }
}

async function describeAll(session: OpenIngestSession): Promise<DescribeReport> {
  const { store, stages, journal } = session;
  const ingested = await ingestInputs(session);
  const total = await store.videos.count();
  const counts = await stages.time('describe', total, () =>
    describeRows({ ...session, openMedia, runId: journal.id, begin: () => journal.begin() }),
  );
  const described = ingested.describedAtOnce + counts.described;
  if (described > 0) await store.videos.maintain();
  return {
    scanned: ingested.scanned,
    described,
    unchanged: counts.unchanged - ingested.describedAtOnce,
    failed: ingested.failed,
    describers: describerCounts(await countDescribers(store)),
    teacher: teacherReportOf(session.teacher, counts),
    dryRun: false,
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}
