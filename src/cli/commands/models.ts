import { Command } from 'commander';
import type {
  ModelsCompareReport,
  ModelsReport,
  ModelsSelectReport,
  TrainingReportFile,
} from '../../core/reports/models-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { compareText, modelsText } from '../models-text.js';
import { runCommand } from '../run-command.js';
import { addBackendOption } from '../shared-options.js';

/** `vidtoken models [list|compare|select|report]` */
export function modelsCommand(): Command {
  const command = new Command('models')
    .summary('list, compare and select trained models, and report on one')
    .description(
      'Works on the folder of trained models: <data>/models, or --models-dir. Ids may be shortened to any beginning ' +
        'that fits one model, and "video-token-" may be left out.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken models                            what was trained, newest first
  $ vidtoken models compare 3f9a01c2 d285a1cc  figures side by side, and the knobs that differ
  $ vidtoken models select 3f9a01c2            embed with that one from now on, then: vidtoken reembed
  $ vidtoken models report --out report.html   one page about the selected model`,
    );
  command.addCommand(listCommand(), { isDefault: true });
  command.addCommand(compareCommand());
  command.addCommand(selectCommand());
  command.addCommand(reportCommand());
  return command;
}

function listCommand(): Command {
  const command = new Command('list')
    .summary('what was trained, newest first')
    .description('Lists every saved model; * marks the one that embeds.')
    .addHelpText(
      'after',
      "\nExample:\n  $ vidtoken models --json | jq '.models[] | .spaceId, .validationLoss'",
    );
  return command.action(async () => {
    await runCommand<ModelsReport>(command, async ({ pipeline }) => {
      const { listModels } = await import('../../../pipelines/models.js');
      const report = await listModels({ context: pipeline });
      return { report, text: modelsText(report) };
    });
  });
}

function compareCommand(): Command {
  const command = new Command('compare')
    .summary('two or more models side by side')
    .description('Prints the figures of models side by side, and the knobs on which they do not agree.')
    .argument('<first>', 'space id of a model, or its beginning')
    .argument('<others...>', 'further ones')
    .addHelpText('after', '\nExample:\n  $ vidtoken models compare 3f9a01c2 d285a1cc');
  return command.action(async (first: string, others: string[]) => {
    await runCommand<ModelsCompareReport>(command, async ({ pipeline }) => {
      const { compareModels } = await import('../../../pipelines/models-compare.js');
      const report = await compareModels({ context: pipeline, ids: [first, ...others] });
      return { report, text: compareText(report) };
    });
  });
}

function selectCommand(): Command {
  const command = new Command('select')
    .summary('make a saved model the one that embeds')
    .description(
      'Loads the model to see that it works, then makes it the one that embeds and searches. Tokens that are stored ' +
        'stay in the space of the former model until `vidtoken reembed` brings them over.',
    )
    .argument('<id>', 'space id of a model, or its beginning')
    .addHelpText('after', '\nExample:\n  $ vidtoken models select 3f9a01c2 && vidtoken reembed');
  addBackendOption(command);
  return command.action(async (id: string, { backend }: { readonly backend: BackendName }) => {
    await runCommand<ModelsSelectReport>(command, async ({ pipeline }) => {
      const { selectSavedModel } = await import('../../../pipelines/models-select.js');
      const report = await selectSavedModel({ context: pipeline, id, backend });
      return { report, text: selectText(report) };
    });
  });
}

function reportCommand(): Command {
  const command = new Command('report')
    .summary('one HTML page about a model')
    .description(
      'Writes one self-contained page: verdicts, curves, read-outs of held-out clips of the store beside their true ' +
        'descriptions, configuration. `vidtoken distill --report <file>` writes the same after a training.',
    )
    .argument('[id]', 'space id of a model, or its beginning (default: the selected one)')
    .option('--out <file>', 'file to write', 'report.html')
    .addHelpText('after', '\nExample:\n  $ vidtoken models report 3f9a01c2 --out report.html');
  addBackendOption(command);
  return command.action(
    async (
      id: string | undefined,
      { out, backend }: { readonly out: string; readonly backend: BackendName },
    ) => {
      await runCommand<TrainingReportFile>(command, async ({ pipeline }) => {
        const { reportSavedModel } = await import('../../../pipelines/training-report.js');
        const report = await reportSavedModel({ context: pipeline, id, file: out, backend });
        const clips = report.samples === 1 ? '1 held-out clip' : `${report.samples} held-out clips`;
        return { report, text: `Page about ${report.spaceId} with ${clips} written to ${report.file}` };
      });
    },
  );
}

function selectText({ spaceId, previous, waiting }: ModelsSelectReport): string {
  const lines = [
    previous === spaceId
      ? `${spaceId} was already selected.`
      : `${spaceId} embeds from now on (before: ${previous ?? 'none'}).`,
  ];
  if (waiting > 0) {
    lines.push(
      `${waiting} stored videos have no token of that space, and cannot be searched until then → run: vidtoken reembed`,
    );
  }
  return lines.join('\n');
}
