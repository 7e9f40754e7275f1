import { Command } from 'commander';
import type { StatusReport } from '../../core/reports/status-report.js';
import { runCommand } from '../run-command.js';
import { textTable } from '../text-table.js';

/** `vidtoken status` */
export function statusCommand(): Command {
  const command = new Command('status')
    .summary('what is stored and what is stale')
    .description(
      'Counts stored videos by space, describer and cluster set, and says which command mends what.',
    )
    .option('--files', 'also look for every stored file on disk', false)
    .addHelpText('after', '\nExample:\n  $ vidtoken status --json | jq .stale');
  return command.action(async ({ files }: { readonly files: boolean }) => {
    await runCommand<StatusReport>(command, async ({ pipeline }) => {
      const { storeStatus } = await import('../../../pipelines/status.js');
      const report = await storeStatus({ context: pipeline, checkFiles: files });
      return { report, text: statusText(report) };
    });
  });
}

function statusText(report: StatusReport): string {
  const { clusters } = report;
  const counts = (record: Readonly<Record<string, number>>): string =>
    Object.entries(record)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const clusterSet = (set: { readonly count: number; readonly version: number } | null): string =>
    set === null ? 'none' : `${set.count} (version ${set.version})`;
  const rows = [
    ['store', report.dataFolder],
    ['videos', `${report.videos} · ${(report.sizeBytes / 2 ** 20).toFixed(1)} MiB on disk`],
    ...(report.withoutMedia === 0
      ? []
      : [['without a file', `${report.withoutMedia}, imported as features`]]),
    ...(report.interactions === 0 ? [] : [['interactions', String(report.interactions)]]),
    ['extractors', report.extractors === '' ? 'none' : report.extractors],
    ['model', report.model === null ? 'none yet' : report.model.spaceId],
    ['tokens by space', counts(report.spaces)],
    ['descriptions by', counts(report.describers)],
    ...report.teachers.map((teacher) => [`calls of ${teacher.describerId}`, teacherText(teacher)]),
    ['not described', counts(report.quarantine)],
    ['content clusters', clusterSet(clusters.content)],
    ['token clusters', clusterSet(clusters.token)],
    ['failures on record', counts(report.failures)],
    ...report.indexes.map((index) => [
      `index ${index.columns.join('+')}`,
      `${index.type}, ${index.indexedRows} rows, ${index.unindexedRows} not indexed yet`,
    ]),
    ...report.lastRuns.map((run) => [
      `run ${run.id}`,
      `${run.command} ${run.status}${run.seconds === null ? '' : ` in ${run.seconds.toFixed(1)} s`}`,
    ]),
  ];
  return [textTable(rows), ...staleLines(report)].join('\n');
}

function teacherText({
  model,
  calls,
  accepted,
  costUsd,
  unpricedCalls,
}: StatusReport['teachers'][number]): string {
  const unpriced = unpricedCalls === 0 ? '' : `, ${unpricedCalls} calls of unknown price`;
  return `${model}: ${calls}, ${accepted} accepted · $${costUsd.toFixed(4)}${unpriced}`;
}

function staleLines({ stale, model }: StatusReport): string[] {
  const lines: string[] = [];
  if (stale.withoutToken > 0) {
    const command =
      model === null ? 'vidtoken embed <folder> with more videos, then it trains' : 'vidtoken reembed';
    lines.push(`stale: ${stale.withoutToken} videos have no token → run: ${command}`);
  }
  if (stale.otherSpace > 0) {
    lines.push(`stale: ${stale.otherSpace} tokens are of another space → run: vidtoken reembed`);
  }
  if (stale.tokenClustersOfOtherSpace) {
    lines.push('stale: the token clusters are of an older space → run: vidtoken reembed');
  }
  if (stale.withoutCluster > 0) {
    lines.push(`stale: ${stale.withoutCluster} videos have no cluster → run: vidtoken cluster`);
  }
  if (stale.missingFiles !== null && stale.missingFiles.length > 0) {
    lines.push(
      `stale: ${stale.missingFiles.length} stored files are gone from disk, first: ${stale.missingFiles[0]}`,
    );
  }
  return lines.length > 0 ? lines : ['nothing is stale'];
}
