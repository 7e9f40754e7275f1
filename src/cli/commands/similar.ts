import { Command } from 'commander';
import type { SimilarReport } from '../../core/reports/search-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { hitLines } from '../hit-lines.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addLimitOption, addWeightsOption, addWhereOption } from '../shared-options.js';

interface Options {
  readonly limit: number;
  readonly where?: string;
  readonly exact: boolean;
  readonly backend: BackendName;
}

/** `vidtoken similar <id|file>` */
export function similarCommand(): Command {
  const command = new Command('similar')
    .summary('the stored videos nearest to a stored video or to any file')
    .description(
      'Ranks stored videos by cosine similarity of their video tokens. A file that is not in the store is ' +
        'embedded on the fly and stored nowhere. The query and its exact duplicates are left out.',
    )
    .argument('<id|file>', 'id of a stored video, or path of a video file')
    .option('--exact', 'compare with every vector instead of using the index', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken similar 9f86d081884c7d65 -k 5
  $ vidtoken similar holiday.mp4 --where "duration < 10"
  $ vidtoken similar 9f86d081884c7d65 --where "array_has(labels, 'kind=music')" --json`,
    );
  addLimitOption(command);
  addWhereOption(command);
  addWeightsOption(command);
  addBackendOption(command);
  return command.action(async (target: string, options: Options) => {
    await runCommand<SimilarReport>(command, async ({ pipeline }) => {
      const { similarVideos } = await import('../../../pipelines/similar.js');
      const report = await similarVideos({ context: pipeline, target, ...options });
      const name = report.query.id ?? report.query.uri;
      return { report, text: `similar to ${name} (space ${report.space.id}):\n${hitLines(report.hits)}` };
    });
  });
}
