#!/usr/bin/env node
import { CommanderError } from 'commander';
import { EXIT_DONE, EXIT_USAGE } from './exit-codes.js';
import { createProgram } from './program.js';
import { reportError } from './run-command.js';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT_DONE : EXIT_USAGE;
  else process.exitCode = await reportError(error, process.argv.includes('--json'));
}
