import { Command } from 'commander';
import type { ExplainReport } from '../../core/reports/explain-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { explainLines } from '../explain-lines.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addWeightsOption } from '../shared-options.js';

/** `vidtoken explain <id|file>` */
export function explainCommand(): Command {
  const command = new Command('explain')
    .summary('what the decoder reads out of the token of one video')
    .description(
      'Decodes the video token of a stored video, or of any file, beside its stored description. Then asks how much ' +
        'more probable that token makes the description than tokens of other videos do, and which words gain most: ' +
        'what the vector knows.',
    )
    .argument('<id|file>', 'id of a stored video, or path of a video file')
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken explain 9f86d081884c7d65
  $ vidtoken explain holiday.mp4              a file that is not stored: the read-out alone
  $ vidtoken explain 9f86d081884c7d65 --json | jq '.fit.raised'`,
    );
  addWeightsOption(command);
  addBackendOption(command);
  return command.action(async (target: string, { backend }: { readonly backend: BackendName }) => {
    await runCommand<ExplainReport>(command, async ({ pipeline }) => {
      const { explainVideo } = await import('../../../pipelines/explain.js');
      const report = await explainVideo({ context: pipeline, target, backend });
      return { report, text: explainLines(report).join('\n') };
    });
  });
}
