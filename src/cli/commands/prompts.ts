import { Command } from 'commander';
import type { PromptsReport } from '../../core/reports/prompts-report.js';
import { runCommand } from '../run-command.js';
import { textTable } from '../text-table.js';

/** `vidtoken prompts` */
export function promptsCommand(): Command {
  const command = new Command('prompts')
    .summary('list the prompts and templates of the describers')
    .description(
      'Every file of the prompts folder with the hash that is stored beside each description it made. A prompt that ' +
        'was used is never edited: a new version is a new file.',
    )
    .addHelpText('after', '\nExample:\n  $ vidtoken prompts --json | jq -r ".prompts[].hash"');
  return command.action(async () => {
    await runCommand<PromptsReport>(command, async ({ pipeline }) => {
      const { listPrompts } = await import('../../../pipelines/prompts.js');
      const report = await listPrompts(pipeline.promptsFolder);
      return { report, text: promptsText(report) };
    });
  });
}

function promptsText({ folder, prompts }: PromptsReport): string {
  const rows = prompts.map(({ name, hash, schema, maxTokens }) => [
    name,
    hash,
    schema === null ? '' : `answers by the schema ${schema}`,
    maxTokens === null ? '' : `at most ${maxTokens} tokens`,
  ]);
  return [`prompts in ${folder}:`, textTable(rows, '  ')].join('\n');
}
