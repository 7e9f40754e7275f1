import { Command } from 'commander';
import type { MapReport } from '../../core/reports/map-report.js';
import { runCommand } from '../run-command.js';
import { addSeedOption } from '../shared-options.js';

interface Options {
  readonly seed: number;
}

/** `vidtoken map` */
export function mapCommand(): Command {
  const command = new Command('map')
    .summary('all video tokens in two dimensions, for the map of the page')
    .description(
      'UMAP of the stored tokens: similar videos stand together. It is fitted on at most 5000 videos; the others, and ' +
        'those that come later, stand beside their nearest ones. Written to <data>/maps/<space>.json.',
    )
    .addHelpText('after', '\nExamples:\n  $ vidtoken map\n  $ vidtoken map --seed 3 --json');
  addSeedOption(command);
  return command.action(async ({ seed }: Options) => {
    await runCommand<MapReport>(command, async ({ pipeline }) => {
      const { mapVideos } = await import('../../../pipelines/map.js');
      const report = await mapVideos({ context: pipeline, seed });
      return { report, text: mapText(report) };
    });
  });
}

function mapText({ videos, fittedOn, method, space, file, seconds }: MapReport): string {
  const fitted = fittedOn === videos ? '' : `, fitted on ${fittedOn}`;
  return `${videos} videos by ${method}${fitted} (space ${space}) in ${seconds.toFixed(1)} s\n  ${file}`;
}
