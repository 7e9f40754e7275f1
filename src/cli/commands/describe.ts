import { Command } from 'commander';
import { videoTokenBase } from '../../../pipelines/configs/video-token-base.js';
import type { DescribeReport } from '../../core/reports/describe-report.js';
import { failureLines } from '../failure-lines.js';
import { duration } from '../progress.js';
import { runCommand } from '../run-command.js';
import { addConcurrencyOption, addExtractorsOption } from '../shared-options.js';
import { teacherLines } from '../teacher-lines.js';
import { addTeacherOptions, type TeacherChoices, teacherOptions } from '../teacher-options.js';

interface Options extends TeacherChoices {
  readonly extractors: string[] | undefined;
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
    .option(
      '--retry-failed',
      'try again what failed for good in an earlier run: files and descriptions',
      false,
    )
    .option(
      '--dry-run',
      'count the descriptions that would change and what they would cost; write nothing',
      false,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken describe clips/ --describer signal    measured facts only, whatever the manifest says
  $ vidtoken describe --describer tags             what small classifiers recognise, from --weights
  $ export OPENAI_API_KEY=…                        any OpenAI-compatible endpoint; OPENAI_BASE_URL names another
  $ vidtoken describe --describer openai --describer-model gpt-4o-mini --sample 500 --dry-run
  $ vidtoken describe --describer openai --describer-model gpt-4o-mini --sample 500 --budget 5.00
  $ vidtoken describe --describer transformers     a model of your own machine; --offline forbids downloads`,
    );
  addTeacherOptions(command);
  addExtractorsOption(command);
  addConcurrencyOption(command);
  return command.action(async (paths: string[], options: Options) => {
    await runCommand<DescribeReport>(command, async ({ pipeline }) => {
      const { describeVideos } = await import('../../../pipelines/describe.js');
      const report = await describeVideos({
        context: pipeline,
        paths,
        extractorIds: options.extractors,
        teacher: await teacherOptions(options),
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
    ...teacherLines(report.teacher),
    ...failureLines(report.failed),
    ...(report.described > 0 && !report.dryRun ? ['next: vidtoken distill'] : []),
  ].join('\n');
}
