import { Command } from 'commander';
import type { BackendName } from '../../tensor/backend-names.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addConcurrencyOption, addWeightsOption } from '../shared-options.js';

/** The process that holds the models of the service; it is started by `serve` and not shown in the help. */
export function encodeCommand(): Command {
  const command = new Command('encode').description(
    'Answers what `serve` asks about files, pictures and words: JSON lines on standard input and output.',
  );
  addWeightsOption(command);
  addConcurrencyOption(command);
  addBackendOption(command);
  return command.action(async ({ backend }: { readonly backend: BackendName }) => {
    await runCommand<undefined>(command, async ({ pipeline }) => {
      const { runEncoderProcess } = await import('../../service/encoder/encoder-process.js');
      await runEncoderProcess({
        context: pipeline,
        backend,
        input: process.stdin,
        print: (line) => process.stdout.write(`${line}\n`),
      });
      return { report: undefined, text: '', printed: true };
    });
  });
}
