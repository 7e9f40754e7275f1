import { Command } from 'commander';
import type { DistillReport } from '../../core/reports/distill-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { duration } from '../progress.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addSeedOption, addTrainingOptions } from '../shared-options.js';
import { studentLines } from '../student-lines.js';
import { type TrainingChoices, trainingConfig } from '../training-config.js';

interface Options extends TrainingChoices {
  readonly resume: boolean;
  readonly report?: string;
  readonly backend: BackendName;
}

/** `vidtoken distill` */
export function distillCommand(): Command {
  const command = new Command('distill')
    .summary('train the student on the stored descriptions and re-embed everything')
    .description(
      'Trains a new video-token model (DreamUMM, section 2.5) on all stored descriptions, from stored ' +
        'features alone, then embeds every stored video with it and clusters the new space.',
    )
    .option('--resume', 'go on from the last checkpoint of a killed run on the same data', false)
    .option('--report <file.html>', 'write one self-contained page about the run')
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken distill                  train on what is stored now
  $ vidtoken distill --resume         after a crash or Ctrl-C
  $ vidtoken distill --report run.html --input-licence "CC BY 4.0"`,
    );
  addTrainingOptions(command);
  addSeedOption(command);
  addBackendOption(command);
  return command.action(async (options: Options) => {
    await runCommand<DistillReport>(command, async ({ pipeline }) => {
      const { distillStore } = await import('../../../pipelines/distill.js');
      const report = await distillStore({
        context: pipeline,
        config: trainingConfig(options),
        backend: options.backend,
        resume: options.resume,
        ...(options.report === undefined ? {} : { reportFile: options.report }),
        ...(options.inputLicence === undefined ? {} : { inputLicence: options.inputLicence }),
      });
      return { report, text: distillText(report) };
    });
  });
}

function distillText(report: DistillReport): string {
  return [
    ...studentLines(report.model),
    `${report.reembedded} videos re-embedded in space ${report.model.spaceId} · ${report.clusters} token clusters · ${duration(report.seconds)}`,
    `model: ${report.modelFolder}`,
    ...(report.reportFile === undefined ? [] : [`report: ${report.reportFile}`]),
    'next: vidtoken explain <id> · vidtoken models · vidtoken benchmark retrieval --label <name>',
  ].join('\n');
}
