import { Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, type ExportReport } from '../../core/reports/export-report.js';
import { runCommand } from '../run-command.js';

interface Options {
  readonly format: ExportFormat;
  readonly out?: string;
}

/** `vidtoken export --format …` */
export function exportCommand(): Command {
  const command = new Command('export')
    .summary('write all rows and vectors as parquet, npy or jsonl')
    .description('Writes every stored video, ordered by id. JSON lines go to standard output without --out.')
    .addOption(
      new Option('--format <format>', 'file format').choices([...EXPORT_FORMATS]).makeOptionMandatory(),
    )
    .option('--out <file>', 'file to write (npy: prefix of one file per vector kind)')
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken export --format parquet --out videos.parquet
  $ vidtoken export --format jsonl | jq -c '[.id, .clusterId]'`,
    );
  return command.action(async (options: Options) => {
    await runCommand<ExportReport>(command, async ({ pipeline }) => {
      const { exportStore } = await import('../../../pipelines/export.js');
      const report = await exportStore({ context: pipeline, ...options });
      return { report, text: exportText(report), printed: report.files.length === 0 };
    });
  });
}

function exportText(report: ExportReport): string {
  return `${report.rows} rows written to ${report.files.join(', ')}`;
}
