import { Command } from 'commander';
import type { DeleteReport } from '../../core/reports/delete-report.js';
import { runCommand } from '../run-command.js';

/** `vidtoken delete <id…>` */
export function deleteCommand(): Command {
  const command = new Command('delete')
    .summary('remove videos from the store')
    .description('Removes rows and stored features. The files on disk are not touched.')
    .argument('<ids...>', 'ids of stored videos')
    .addHelpText('after', '\nExample:\n  $ vidtoken delete 9f86d081884c7d65');
  return command.action(async (ids: string[]) => {
    await runCommand<DeleteReport>(command, async ({ pipeline }) => {
      const { deleteVideos } = await import('../../../pipelines/delete.js');
      const report = await deleteVideos({ context: pipeline, ids });
      const missing = report.missing.length === 0 ? '' : ` · not stored: ${report.missing.join(', ')}`;
      return {
        report,
        text: `${report.deleted.length} deleted, ${report.stored} left${missing}`,
        succeeded: report.deleted.length > 0,
      };
    });
  });
}
