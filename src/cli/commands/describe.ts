import { Command } from 'commander';
import { videoTokenBase } from '../../../pipelines/configs/video-token-base.js';
import type { DescribeReport } from '../../core/reports/describe-report.js';
import { DEFAULT_DESCRIBER_CHAIN } from '../../describe/registry.js';
import { failureLines } from '../failure-lines.js';
import { duration } from '../progress.js';
import { runCommand } from '../run-command.js';
import { addConcurrencyOption, addDescriberOption, addExtractorsOption } from '../shared-options.js';

interface Options {
  readonly describer: string[];
  readonly extractors: string[] | undefined;
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
}

/** `vidtoken describe [paths…]` */
export function describeCommand(): Command {
  const command = new Command('describe')
    .summary('write the descriptions that the student learns from')
    .description(
      'Reads new inputs without training, then gives every stored video the description of the chosen ' +
        'describers. Tokens stay as they are until the next `vidtoken distill`.',
    )
    .argument('[paths...]', 'new folders, files or manifests to read first; none describes what is stored')
    .option('--retry-failed', 'read files again that failed for good in an earlier run', false)
    .option('--dry-run', 'count the descriptions that would change; write nothing', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken describe clips/ --describer signal    measured facts only, whatever the manifest says
  $ vidtoken describe --dry-run                    how many stored descriptions would change`,
    );
  addDescriberOption(command, DEFAULT_DESCRIBER_CHAIN);
  addExtractorsOption(command);
  addConcurrencyOption(command);
  return command.action(async (paths: string[], options: Options) => {
    await runCommand<DescribeReport>(command, async ({ pipeline }) => {
      const { describeVideos } = await import('../../../pipelines/describe.js');
      const report = await describeVideos({
        context: pipeline,
        paths,
        extractorIds: options.extractors,
        describerIds: options.describer,
        retryFailed: options.retryFailed,
        tokenDimension: videoTokenBase.tokenDimension,
        dryRun: options.dryRun,
      });
      return { report, text: describeText(report), succeeded: report.described + report.unchanged > 0 };
    });
  });
}

function describeText(report: DescribeReport): string {
  const by = Object.entries(report.describers).map(([name, count]) => `${name} ${count}`);
  const verb = report.dryRun ? 'would be described' : 'described';
  return [
    `${report.described} ${verb}, ${report.unchanged} unchanged · ${duration(report.seconds)}`,
    `descriptions in the store: ${by.join(', ')}`,
    ...failureLines(report.failed),
    ...(report.described > 0 && !report.dryRun ? ['next: vidtoken distill'] : []),
  ].join('\n');
}
