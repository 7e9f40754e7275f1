import { type Command, Option } from 'commander';
import { wholeNumber } from './option-parsers.js';

const MAXIMUM_USERS = 100_000;
const MAXIMUM_DAYS = 366;
const MAXIMUM_ITEMS = 100_000;
/** Fewer cannot be split into those who train, choose and judge. */
const MINIMUM_USERS = 10;

/** `--users` and `--items` of a simulation. */
export function addSimulationOptions(command: Command, defaults: { readonly users: number }): void {
  command.addOption(
    new Option('--users <n>', 'simulated users')
      .argParser(wholeNumber(MINIMUM_USERS, MAXIMUM_USERS))
      .default(defaults.users),
  );
  command.addOption(
    new Option(
      '--items <n>',
      'videos that take part; beyond the stored ones made-up variants (default: all stored, at least 300)',
    ).argParser(wholeNumber(2, MAXIMUM_ITEMS)),
  );
}

export function daysOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(wholeNumber(1, MAXIMUM_DAYS));
}
