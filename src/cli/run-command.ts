import type { Command } from 'commander';
import { InputError, messageOf, VidtokenError } from '../core/errors.js';
import type { ErrorReport } from '../core/reports/error-report.js';
import { type CommandContext, createCommandContext, type GlobalOptions } from './command-context.js';
import { EXIT_DONE, EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_NOTHING, EXIT_USAGE } from './exit-codes.js';

/** What a finished command says. */
export interface CommandResult<Report> {
  /** Printed with `--json`. */
  readonly report: Report;
  /** Printed otherwise; plain text for people. */
  readonly text: string;
  /** True when the command itself wrote its result to standard output: the report goes nowhere. */
  readonly printed?: boolean;
  /** False when nothing succeeded: exit code 3. Default true. */
  readonly succeeded?: boolean;
  /** False when a required setting is not well: exit code 2. Default true. */
  readonly configured?: boolean;
}

/** Codes of errors that a person mends by calling differently: exit code 2. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'usage',
  'configuration',
  'invalid-value',
  'missing-tool',
  'store-locked',
  'store-unwritable',
  'store-corrupt',
  'checkpoint-invalid',
  'space-mismatch',
  'extractor-mismatch',
  'weights-missing',
  'no-model',
  'backend-unavailable',
]);

/**
 * Runs the work of a command: results go to standard output, everything else to standard error;
 * Ctrl-C and SIGTERM abort it in order, a second Ctrl-C at once.
 */
export async function runCommand<Report>(
  command: Command,
  work: (context: CommandContext) => Promise<CommandResult<Report>>,
): Promise<void> {
  const { json = false } = command.optsWithGlobals<GlobalOptions>();
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(EXIT_INTERRUPTED);
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  let context: CommandContext | undefined;
  try {
    context = createCommandContext(command, abort.signal);
    const result = await work(context);
    context.progress.close();
    if (result.printed !== true) {
      await print(json ? `${JSON.stringify(result.report)}\n` : `${result.text}\n`);
    }
    process.exitCode =
      result.configured === false ? EXIT_USAGE : result.succeeded === false ? EXIT_NOTHING : EXIT_DONE;
  } catch (error) {
    context?.progress.close();
    const exitCode = await reportError(abort.signal.aborted ? stopped(error) : error, json);
    process.exitCode = abort.signal.aborted ? EXIT_INTERRUPTED : exitCode;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** What a person reads after Ctrl-C. A stage that knows better how to go on says so in its own error. */
function stopped(error: unknown): VidtokenError {
  if (error instanceof VidtokenError && error.code === 'interrupted') return error;
  return new VidtokenError({
    code: 'interrupted',
    message: 'Stopped. What was committed is kept.',
    hint: 'Run the same command again to go on.',
    cause: error,
  });
}

/** Prints an error for people or machines. @returns the exit code. */
export async function reportError(error: unknown, json: boolean): Promise<number> {
  const known = error instanceof VidtokenError || error instanceof InputError;
  const code = known ? error.code : 'internal';
  const hint = known ? error.hint : undefined;
  if (json) {
    const report: ErrorReport = {
      error: { code, message: messageOf(error), ...(hint === undefined ? {} : { hint }) },
    };
    await print(`${JSON.stringify(report)}\n`);
  } else {
    process.stderr.write(`error: ${messageOf(error)}\n${hint === undefined ? '' : `  → ${hint}\n`}`);
    if (!known && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  }
  if (code === 'internal') return EXIT_INTERNAL;
  return USAGE_CODES.has(code) ? EXIT_USAGE : EXIT_NOTHING;
}

/** Writes all of a text, however slow the reader; a reader that has gone away (`| head`) is no error. */
async function print(text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.once('error', () => resolve());
    process.stdout.write(text, () => resolve());
  });
}
