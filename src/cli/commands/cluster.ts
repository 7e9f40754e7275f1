import { Command, Option } from 'commander';
import type { ClusterReport, ClusterSummary } from '../../core/reports/cluster-report.js';
import { wholeNumber } from '../option-parsers.js';
import { runCommand } from '../run-command.js';
import { addSeedOption } from '../shared-options.js';

interface Options {
  readonly k?: number;
  readonly seed: number;
}

const MAXIMUM_CLUSTERS = 10_000;

/** `vidtoken cluster` */
export function clusterCommand(): Command {
  const command = new Command('cluster')
    .summary('fit the k-means centres anew; ids stay stable where members stay')
    .description(
      'Clusters the concatenated, standardised modality vectors (M3CSR, section 4.2) and the video tokens, ' +
        'stores the centres and the ids. `vidtoken embed` only assigns new videos to stored centres.',
    )
    .addOption(
      new Option('--k <n>', 'number of clusters (default: √videos, 2 to 1000)').argParser(
        wholeNumber(2, MAXIMUM_CLUSTERS),
      ),
    )
    .addHelpText('after', '\nExample:\n  $ vidtoken cluster --k 24');
  addSeedOption(command);
  return command.action(async (options: Options) => {
    await runCommand<ClusterReport>(command, async ({ pipeline }) => {
      const { clusterVideos } = await import('../../../pipelines/cluster-videos.js');
      const report = await clusterVideos({
        context: pipeline,
        seed: options.seed,
        ...(options.k === undefined ? {} : { k: options.k }),
      });
      return { report, text: report.sets.map(clusterLine).join('\n') };
    });
  });
}

function clusterLine(set: ClusterSummary): string {
  if (set.action === 'skipped') return `${set.kind}: skipped, ${set.reason}`;
  const sizes = [...set.sizes].sort((left, right) => right - left);
  const kept =
    set.keptRowsShare === null
      ? ''
      : ` · ${Math.round(100 * set.keptRowsShare)} % of the videos kept their id`;
  const silhouette = set.silhouette === null ? '' : ` · silhouette ${set.silhouette.toFixed(2)}`;
  return (
    `${set.kind}: ${set.action}, ${set.k} clusters (version ${set.version}) of ${sizes.at(-1) ?? 0} to ${sizes[0] ?? 0} ` +
    `videos, ${set.assigned} assigned${kept}${silhouette}`
  );
}
