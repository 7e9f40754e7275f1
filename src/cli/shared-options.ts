import { type Command, Option } from 'commander';
import { DESCRIBER_IDS } from '../describe/registry.js';
import { EXTRACTOR_IDS } from '../features/registry.js';
import { BACKEND_NAMES } from '../tensor/backend-names.js';
import { idList, wholeNumber } from './option-parsers.js';

const MAXIMUM_CONCURRENCY = 64;
const MAXIMUM_HITS = 10_000;

export function addExtractorsOption(command: Command): void {
  command.addOption(
    new Option(
      '--extractors <ids>',
      `feature extractors, comma list of: ${EXTRACTOR_IDS.join(', ')} (default: those of the store, else all)`,
    ).argParser(idList(EXTRACTOR_IDS)),
  );
}

export function addDescriberOption(command: Command, defaults: readonly string[]): void {
  command.addOption(
    new Option(
      '--describer <ids>',
      `describers in the order in which they are asked, comma list of: ${DESCRIBER_IDS.join(', ')}`,
    )
      .argParser(idList(DESCRIBER_IDS))
      .default([...defaults], defaults.join(',')),
  );
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

/** How long the student may learn; both training commands take it. */
export function addMaximumStepsOption(command: Command): void {
  command.addOption(
    new Option(
      '--max-steps <n>',
      'upper limit of training steps; at least one pass over the videos',
    ).argParser(wholeNumber(1)),
  );
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
