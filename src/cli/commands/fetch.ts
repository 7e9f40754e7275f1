import { Command, Option } from 'commander';
import type { FetchReport } from '../../core/reports/fetch-report.js';
import { DTYPES } from '../../inference/hub/weight-files.js';
import { runCommand } from '../run-command.js';
import { textTable } from '../text-table.js';

interface FetchOptions {
  readonly revision?: string;
  readonly dtype?: string;
  readonly dryRun: boolean;
}

/** `vidtoken fetch <model...>` */
export function fetchCommand(): Command {
  const command = new Command('fetch')
    .summary('download pretrained models for describers, extractors and readings')
    .description(
      'Downloads models that were made for transformers.js into the weights folder, all files of one commit, checked ' +
        'by their hashes. What is there is kept, and an interrupted download goes on where it stopped. HF_ENDPOINT ' +
        'names another hub, HF_TOKEN opens gated models.',
    )
    .argument('<model...>', 'ids on the hub, organisation/name')
    .option(
      '--weights <folder>',
      'folder of pretrained models, one folder each (default: $VIDTOKEN_WEIGHTS or <data>/weights)',
    )
    .option('--revision <name>', 'branch, tag or commit (default: main)')
    .addOption(
      new Option(
        '--dtype <format>',
        'number format of the weights (default: of each graph the one of the smallest loss)',
      ).choices([...DTYPES]),
    )
    .option('--dry-run', 'only list the files and their sizes', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken fetch HuggingFaceTB/SmolVLM-256M-Instruct --dtype q8
  $ vidtoken fetch onnx-community/whisper-tiny Xenova/clip-vit-base-patch32 --weights ~/weights --dry-run`,
    );
  return command.action(async (models: string[], { revision, dtype, dryRun }: FetchOptions) => {
    await runCommand<FetchReport>(command, async ({ pipeline }) => {
      const { fetchModels } = await import('../../../pipelines/fetch.js');
      const choices = {
        models,
        dryRun,
        ...(revision === undefined ? {} : { revision }),
        ...(dtype === undefined ? {} : { dtype }),
      };
      const report = await fetchModels(choices, pipeline);
      return { report, text: fetchText(report) };
    });
  });
}

function fetchText({ dryRun, models }: FetchReport): string {
  return models.map((model) => (dryRun ? plannedText(model) : fetchedText(model))).join('\n');
}

type FetchedModel = FetchReport['models'][number];

function plannedText(report: FetchedModel): string {
  const { model, commit, folder, files, totalBytes, missingBytes } = report;
  const rows = files.map(({ path, sizeBytes, state }) => [
    path,
    size(sizeBytes),
    state === 'present' ? 'is there' : '',
  ]);
  return [
    `${model} at ${commit.slice(0, 12)} would go to ${folder}:`,
    textTable(rows, '  '),
    `  ${size(totalBytes)} in all, ${size(missingBytes)} to download`,
  ].join('\n');
}

function fetchedText(report: FetchedModel): string {
  const { model, commit, folder, files, totalBytes, missingBytes } = report;
  const brought = missingBytes === 0 ? 'all were there' : `${size(missingBytes)} downloaded`;
  return `${model} at ${commit.slice(0, 12)} is in ${folder}: ${files.length} files, ${size(totalBytes)}, ${brought}`;
}

function size(bytes: number): string {
  return bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
