import { type Command, Option } from 'commander';
import { LEARNED_EXTRACTOR_IDS, SIGNAL_EXTRACTOR_IDS } from '../features/registry.js';
import { BACKEND_NAMES } from '../tensor/backend-names.js';
import { hexDigitList, nameList, wholeNumber } from './option-parsers.js';
import { RECIPES } from './training-config.js';

const MAXIMUM_CONCURRENCY = 64;
const MAXIMUM_HITS = 10_000;

/** Learned extractors can be added by anybody, so the ids are checked when they are looked up. */
export function addExtractorsOption(command: Command): void {
  const known = [...SIGNAL_EXTRACTOR_IDS, ...LEARNED_EXTRACTOR_IDS].join(', ');
  command.addOption(
    new Option(
      '--extractors <ids>',
      `feature extractors, comma list of: ${known}, or a folder of yours in the weights folder; "auto" takes those ` +
        'of the store, and for a new store all whose weights are found (default: auto)',
    ).argParser(nameList),
  );
  addWeightsOption(command);
}

/** Every command that may read a video with a learned extractor takes it. */
export function addWeightsOption(command: Command): void {
  command.option(
    '--weights <folder>',
    'folder of pretrained models, one folder each (default: $VIDTOKEN_WEIGHTS or <data>/weights)',
  );
  command.option('--offline', 'never download a model (default: $VIDTOKEN_OFFLINE)');
}

export function addConcurrencyOption(command: Command): void {
  command.addOption(
    new Option('--concurrency <n>', 'videos decoded at the same time (default: number of cores)').argParser(
      wholeNumber(1, MAXIMUM_CONCURRENCY),
    ),
  );
}

export function addBackendOption(command: Command): void {
  command.addOption(
    new Option('--backend <name>', 'compute backend of the student')
      .choices([...BACKEND_NAMES])
      .default('auto'),
  );
}

/** What a user may change about the training of the student; both training commands take it. */
export function addTrainingOptions(command: Command): void {
  command.addOption(
    new Option(
      '--recipe <name>',
      'how the student learns: ours, the paper’s cross-entropy alone, or, for a teacher that says little, with the ' +
        'relations of the inputs as well',
    )
      .choices(Object.keys(RECIPES))
      .default('base'),
  );
  command.addOption(
    new Option(
      '--max-steps <n>',
      'upper limit of training steps; at least one pass over the videos',
    ).argParser(wholeNumber(1)),
  );
  command.addOption(
    new Option(
      '--validation-prefixes <digits>',
      'hold out the videos whose manifest id starts with one of these hexadecimal digits, for example c,d,e,f ' +
        '(default: by a hash of the content)',
    ).argParser(hexDigitList),
  );
  command.option(
    '--input-licence <text>',
    'licence of videos and descriptions, for the card of the model (default: `metadata.licence` of the manifests)',
  );
  command.option('--no-baseline', 'do not train a decoder without any token for comparison in the report');
}

export function addLimitOption(command: Command): void {
  command.addOption(
    new Option('-k, --limit <n>', 'number of hits').argParser(wholeNumber(1, MAXIMUM_HITS)).default(10),
  );
}

export function addWhereOption(command: Command): void {
  command.option('--where <sql>', 'condition over the stored columns, for example "duration < 10"');
}

export function addSeedOption(command: Command): void {
  command.addOption(
    new Option('--seed <n>', 'seed of everything random').argParser(wholeNumber(0, 0xffff_ffff)).default(7),
  );
}
