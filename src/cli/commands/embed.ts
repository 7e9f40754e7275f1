import { Command } from 'commander';
import type { EmbedReport } from '../../core/reports/embed-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { embedText } from '../embed-text.js';
import { runCommand } from '../run-command.js';
import {
  addBackendOption,
  addConcurrencyOption,
  addExtractorsOption,
  addSeedOption,
  addTrainingOptions,
} from '../shared-options.js';
import { addTeacherOptions, type TeacherChoices, teacherOptions } from '../teacher-options.js';
import { type TrainingChoices, trainingConfig } from '../training-config.js';

interface Options extends TrainingChoices, TeacherChoices {
  readonly extractors: string[] | undefined;
  readonly dryRun: boolean;
  readonly backend: BackendName;
}

/** `vidtoken embed <paths…>` */
export function embedCommand(): Command {
  const command = new Command('embed')
    .summary('videos → features → descriptions → video tokens → clusters → LanceDB')
    .description(
      'Embeds every new video of folders, files and .jsonl manifests into the store. The first run trains the ' +
        'student on the descriptions; later runs use it. Running the same command again changes nothing.',
    )
    .argument('<paths...>', 'folders (recursive), video files, or .jsonl manifests')
    .option(
      '--retry-failed',
      'try again what failed for good in an earlier run: files and descriptions',
      false,
    )
    .option('--dry-run', 'say what would be done; decode and write nothing', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken embed clips/                         a folder
  $ vidtoken embed clips.jsonl --data stores/a    a manifest, into a store of its own
  $ vidtoken embed new/ --json | jq .failed       the list of what failed, for a script
  $ vidtoken embed clips/ --weights weights/      learned features too: weights/mobilenet_v2/onnx/model.onnx,
                                                  weights/yamnet/yamnet.onnx, or any ONNX model of your own
                                                  in weights/<id>/ with a vidtoken-extractor.json`,
    );
  addExtractorsOption(command);
  addTeacherOptions(command);
  addConcurrencyOption(command);
  addTrainingOptions(command);
  addSeedOption(command);
  addBackendOption(command);
  return command.action(async (paths: string[], options: Options) => {
    await runCommand<EmbedReport>(command, async ({ pipeline }) => {
      const { planEmbed } = await import('../../../pipelines/plan-embed.js');
      const { embedVideos } = await import('../../../pipelines/embed.js');
      const work = {
        context: pipeline,
        paths,
        extractorIds: options.extractors,
        teacher: await teacherOptions(options),
        retryFailed: options.retryFailed,
        config: trainingConfig(options),
        backend: options.backend,
        ...(options.inputLicence === undefined ? {} : { inputLicence: options.inputLicence }),
      };
      const report = options.dryRun ? await planEmbed(work) : await embedVideos(work);
      const well = report.embedded + report.unchanged + report.moved + report.updated + report.duplicates;
      return { report, text: embedText(report, pipeline.dataFolder), succeeded: well + report.pending > 0 };
    });
  });
}
