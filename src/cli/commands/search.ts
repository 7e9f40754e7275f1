import { Command } from 'commander';
import type { TextSearchReport } from '../../core/reports/search-report.js';
import { hitLines } from '../hit-lines.js';
import { runCommand } from '../run-command.js';
import { addLimitOption, addWhereOption } from '../shared-options.js';

interface Options {
  readonly limit: number;
  readonly where?: string;
}

/** `vidtoken search "<words>"` */
export function searchCommand(): Command {
  const command = new Command('search')
    .summary('full-text search over descriptions, titles and tags')
    .description(
      'Finds stored videos by words (BM25). The words are taken as they are: there is no query syntax.',
    )
    .argument('<words>', 'what to look for')
    .addHelpText('after', '\nExample:\n  $ vidtoken search "red moving stripes" -k 5');
  addLimitOption(command);
  addWhereOption(command);
  return command.action(async (words: string, options: Options) => {
    await runCommand<TextSearchReport>(command, async ({ pipeline }) => {
      const { searchVideos } = await import('../../../pipelines/search.js');
      const report = await searchVideos({ context: pipeline, words, ...options });
      return { report, text: hitLines(report.hits) };
    });
  });
}
