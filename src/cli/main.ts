#!/usr/bin/env node
import { CommanderError } from 'commander';
import { VidtokenError } from '../core/errors.js';
import { EXIT_DONE, EXIT_USAGE } from './exit-codes.js';
import { createProgram } from './program.js';
import { reportError } from './run-command.js';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  const json = process.argv.includes('--json');
  if (!(error instanceof CommanderError)) {
    process.exitCode = await reportError(error, json);
  } else if (error.exitCode === 0) {
    process.exitCode = EXIT_DONE;
  } else {
    // Commander has told people already; machines get the same as one object.
    const usage = new VidtokenError({
      code: 'usage',
      message: error.message,
      hint: 'Add --help for the options.',
    });
    process.exitCode = json ? await reportError(usage, json) : EXIT_USAGE;
  }
}
