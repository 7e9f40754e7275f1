import { Command, Option } from 'commander';
import type { BenchmarkRetrievalReport } from '../../core/reports/benchmark-retrieval-report.js';
import { cutoffList, nameList, wholeNumber } from '../option-parsers.js';
import { runCommand } from '../run-command.js';
import { addSeedOption } from '../shared-options.js';

interface RetrievalOptions {
  readonly label: string[];
  readonly cutoffs: number[];
  readonly queries?: number;
  readonly seed: number;
  readonly exact: boolean;
}

/** `vidtoken benchmark retrieval` */
export function benchmarkCommand(): Command {
  const command = new Command('benchmark')
    .summary('measure how good the stored vectors are')
    .description('Benchmarks on the stored videos and their labels.')
    .addHelpText('after', '\nExample:\n  $ vidtoken benchmark retrieval --label kind');
  command.addCommand(retrievalCommand());
  return command;
}

function retrievalCommand(): Command {
  const command = new Command('retrieval')
    .summary('HitRate@K of the tokens against the features they were distilled from')
    .description(
      'For every stored video with the label, ranks the others and counts those with the same value: ' +
        'HitRate@K (DreamUMM, eq. 10), precision@K and a bootstrap 95 % interval for each kind of vector.',
    )
    .addOption(
      new Option('--label <names>', 'label names, comma list').argParser(nameList).makeOptionMandatory(),
    )
    .addOption(
      new Option('--cutoffs <list>', 'values of K')
        .argParser(cutoffList)
        .default([10, 50, 100, 200], '10,50,100,200'),
    )
    .addOption(new Option('--queries <n>', 'number of query videos (default: all)').argParser(wholeNumber(1)))
    .option('--exact', 'bypass the vector index', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken benchmark retrieval --label kind
  $ vidtoken benchmark retrieval --label target,sound --cutoffs 100,200 --queries 100 --seed 7 --json`,
    );
  addSeedOption(command);
  return command.action(async (options: RetrievalOptions) => {
    await runCommand<BenchmarkRetrievalReport>(command, async ({ pipeline }) => {
      const { benchmarkVideos } = await import('../../../pipelines/benchmark-videos.js');
      const { benchmarkRetrievalText } = await import('../../../pipelines/benchmark-retrieval-text.js');
      const { label, ...rest } = options;
      const report = await benchmarkVideos({ context: pipeline, labels: label, ...rest });
      return { report, text: benchmarkRetrievalText(report) };
    });
  });
}
