import { Command } from 'commander';
import type { TextSearchReport } from '../../core/reports/search-report.js';
import { hitLines } from '../hit-lines.js';
import { runCommand } from '../run-command.js';
import { addLimitOption, addWeightsOption, addWhereOption } from '../shared-options.js';

interface Options {
  readonly limit: number;
  readonly where?: string;
  readonly semantic?: boolean;
}

/** `vidtoken search "<words>"` */
export function searchCommand(): Command {
  const command = new Command('search')
    .summary('search by words: in what is written about videos, or in their pictures')
    .description(
      'Finds stored videos by words in descriptions, titles, tags, transcripts and on-screen text (BM25). ' +
        'The words are taken as they are: there is no query syntax.',
    )
    .argument('<words>', 'what to look for')
    .option(
      '--semantic',
      'by what the frames show: the words are compared with the pictures by the CLIP that the store was made with',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ vidtoken search "red moving stripes" -k 5\n  $ vidtoken search "a dog on a beach" --semantic',
    );
  addLimitOption(command);
  addWhereOption(command);
  addWeightsOption(command);
  return command.action(async (words: string, { semantic = false, ...options }: Options) => {
    await runCommand<TextSearchReport>(command, async ({ pipeline }) => {
      const { searchVideos } = await import('../../../pipelines/search.js');
      const mode = semantic ? 'semantic' : 'words';
      const report = await searchVideos({ context: pipeline, words, mode, ...options });
      return { report, text: hitLines(report.hits) };
    });
  });
}
