import { Command, InvalidArgumentError, Option } from 'commander';
import { MODALITIES, type Modality } from '../../core/features.js';
import type { ImportReport } from '../../core/reports/import-report.js';
import { importText } from '../import-text.js';
import { wholeNumber } from '../option-parsers.js';
import { runCommand } from '../run-command.js';
import { addSeedOption } from '../shared-options.js';

interface Options {
  readonly dryRun: boolean;
  readonly name?: string;
  readonly features?: ReadonlyMap<Modality, string>;
  readonly minRating?: number;
  readonly clusters?: number;
  readonly seed: number;
}

const MAXIMUM_CLUSTERS = 10_000;

/** `vidtoken import <folder>` */
export function importCommand(): Command {
  const command = new Command('import')
    .summary('items with ready-made features, and interactions, without any video')
    .description(
      'Reads RecBole files (.inter, .item, .user; parts as name.train.inter or x_label), watch logs (.csv, .jsonl, ' +
        '.parquet) and feature matrices (image_feat.npy, audio_feat.npy, text_feat.npy) of one folder. Items become ' +
        'rows of the store with vectors and clusters, events become interactions. Interactions alone are taken to be ' +
        'about the videos of the store. Running the same command again changes nothing.',
    )
    .argument('<path>', 'folder of one data set, or one file of interactions')
    .option('--dry-run', 'say what would be done; write nothing', false)
    .option(
      '--name <name>',
      'name of the data set, part of the identity of its items (default: of its files)',
    )
    .addOption(
      new Option(
        '--features <list>',
        'feature files by modality, visual=a.npy,audio=b.npy (default: by their names)',
      ).argParser(featureList),
    )
    .addOption(
      new Option('--min-rating <n>', 'leave out events with a lower rating, or none').argParser(ratingNumber),
    )
    .addOption(
      new Option('--clusters <n>', 'number of content clusters (default: √items, 2 to 1000)').argParser(
        wholeNumber(2, MAXIMUM_CLUSTERS),
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken import tiktok/ --data stores/tiktok       interactions, visual and acoustic features
  $ vidtoken import ml-100k/ --data stores/ml          ratings with timestamps, no features
  $ vidtoken import watches.csv                        what users watched of the videos that are stored
  $ vidtoken import tiktok/ --dry-run --json | jq .items`,
    );
  addSeedOption(command);
  return command.action(async (path: string, options: Options) => {
    await runCommand<ImportReport>(command, async ({ pipeline }) => {
      const { importDataset } = await import('../../../pipelines/import.js');
      const { minRating, ...rest } = options;
      const report = await importDataset({
        context: pipeline,
        path,
        ...rest,
        ...(minRating === undefined ? {} : { minimumRating: minRating }),
      });
      const taken = report.items.total + report.interactions.read - report.interactions.belowRating;
      return { report, text: importText(report, pipeline.dataFolder), succeeded: taken > 0 };
    });
  });
}

function featureList(text: string): ReadonlyMap<Modality, string> {
  const files = new Map<Modality, string>();
  for (const part of text.split(',')) {
    const [name = '', ...rest] = part.split('=');
    const modality = MODALITIES.find((each) => each === name.trim());
    const file = rest.join('=').trim();
    if (modality === undefined || file === '' || files.has(modality)) {
      throw new InvalidArgumentError(
        `Expected ${MODALITIES.map((each) => `${each}=<file>`).join(',')} or some of them.`,
      );
    }
    files.set(modality, file);
  }
  return files;
}

function ratingNumber(text: string): number {
  const rating = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(rating)) throw new InvalidArgumentError('Expected a number.');
  return rating;
}
