import { Command } from 'commander';
import { videoTokenBase } from '../../../pipelines/configs/video-token-base.js';
import type { ReembedReport } from '../../core/reports/reembed-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { duration } from '../progress.js';
import { runCommand } from '../run-command.js';
import { addBackendOption } from '../shared-options.js';

/** `vidtoken reembed` */
export function reembedCommand(): Command {
  const command = new Command('reembed')
    .summary('bring every stored video into the space of the current model')
    .description(
      'Embeds stored videos whose token is missing or of another space, from stored features, without ' +
        'decoding. Needed after a model was replaced by hand or a re-embedding was killed.',
    )
    .addHelpText('after', '\nExample:\n  $ vidtoken reembed --models-dir ../other-store/models');
  addBackendOption(command);
  return command.action(async ({ backend }: { readonly backend: BackendName }) => {
    await runCommand<ReembedReport>(command, async ({ pipeline }) => {
      const { reembedStore } = await import('../../../pipelines/reembed.js');
      const report = await reembedStore({ context: pipeline, backend, seed: videoTokenBase.seed });
      const changed = report.embedded + report.reembedded;
      const text =
        changed === 0 && !report.reclustered
          ? `Nothing changed: all ${report.stored} videos are in space ${report.spaceId}.`
          : `${changed} of ${report.stored} videos embedded in space ${report.spaceId}, clusters renewed · ${duration(report.seconds)}`;
      return { report, text };
    });
  });
}
