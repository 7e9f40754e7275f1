import { Command, Option } from 'commander';
import { readDescriberSettings } from '../../config/describer-settings-file.js';
import { readSettings } from '../../config/settings.js';
import type { BenchmarkDescribeReport } from '../../core/reports/benchmark-describe-report.js';
import type { BenchmarkRetrievalReport } from '../../core/reports/benchmark-retrieval-report.js';
import type { DescriberSettings } from '../../describe/describer-options.js';
import { DESCRIBER_IDS } from '../../describe/registry.js';
import { benchmarkDescribeText } from '../benchmark-describe-text.js';
import { cutoffList, idList, nameList, wholeNumber } from '../option-parsers.js';
import { runCommand } from '../run-command.js';
import { addSeedOption, addWeightsOption } from '../shared-options.js';
import { benchmarkRecommendCommand, benchmarkRecommendJobCommand } from './benchmark-recommend.js';
import { benchmarkWatchCommand } from './benchmark-watch.js';

interface RetrievalOptions {
  readonly label: string[];
  readonly cutoffs: number[];
  readonly queries?: number;
  readonly seed: number;
  readonly exact: boolean;
}

interface DescribeOptions {
  readonly describer: string[];
  readonly describerModel?: string;
  readonly describerSettings?: string;
  readonly facts?: string;
  readonly videos?: string;
  readonly seed: number;
}

/** `vidtoken benchmark retrieval`, `vidtoken benchmark describe` and `vidtoken benchmark recommend` */
export function benchmarkCommand(): Command {
  const command = new Command('benchmark')
    .summary('measure how good vectors, descriptions and recommenders are')
    .description(
      'Benchmarks of the stored vectors by labels, of the describers by known facts, and of the recommenders by held-out ' +
        'interactions.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ vidtoken benchmark retrieval --label kind' +
        '\n  $ vidtoken benchmark describe --describer tags,signal --videos clips/clips.jsonl' +
        '\n  $ vidtoken benchmark recommend --dataset tiktok --seeds 5' +
        '\n  $ vidtoken benchmark watch --users 300',
    );
  command.addCommand(retrievalCommand());
  command.addCommand(describeCommand());
  command.addCommand(benchmarkRecommendCommand());
  command.addCommand(benchmarkWatchCommand());
  command.addCommand(benchmarkRecommendJobCommand(), { hidden: true });
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
      const { keepReport } = await import('../../../pipelines/stages/keep-report.js');
      const startedAtMs = pipeline.clock();
      const { label, ...rest } = options;
      const report = await benchmarkVideos({ context: pipeline, labels: label, ...rest });
      const { seed, space } = report;
      const { label: labels, cutoffs, queries, exact } = options;
      await keepReport({
        context: pipeline,
        command: 'benchmark retrieval',
        config: { labels, cutoffs, queries: queries ?? null, exact },
        seed,
        startedAtMs,
        report,
        ...(space === null ? {} : { spaceId: space.id }),
      });
      return { report, text: benchmarkRetrievalText(report) };
    });
  });
}

function describeCommand(): Command {
  const command = new Command('describe')
    .summary('what share of known facts the describers state, and what they state wrongly')
    .description(
      'Asks each describer by itself about the videos of a facts file and counts the facts that its texts state and ' +
        'the wrong statements, with a bootstrap 95 % interval over the videos. Nothing is stored and no answer is ' +
        'taken from the store: a paid describer is paid once for each video.',
    )
    .addOption(
      new Option('--describer <ids>', `comma list of: ${DESCRIBER_IDS.join(', ')}`)
        .argParser(idList(DESCRIBER_IDS))
        .default(['tags', 'signal'], 'tags,signal'),
    )
    .option(
      '--describer-model <name>',
      'model of openai or transformers (default: $VIDTOKEN_DESCRIBER_MODEL)',
    )
    .option('--describer-settings <file.json>', 'frames, picture size, confidence floor …')
    .option('--facts <file.jsonl>', 'facts to check (default: those that come with the project)')
    .option('--videos <manifest.jsonl>', 'manifest that names the videos (default: the store)')
    .addHelpText(
      'after',
      `
A line of a facts file: {"id": "…", "must": [["dog", "dogs"], ["bark", "barking"]], "mustNot": ["music"]}

Examples:
  $ vidtoken benchmark describe --describer tags,signal --videos clips/clips.jsonl --weights weights
  $ vidtoken benchmark describe --describer openai --describer-model gpt-4o-mini --facts mine.jsonl --json`,
    );
  addWeightsOption(command);
  addSeedOption(command);
  return command.action(async (options: DescribeOptions) => {
    await runCommand<BenchmarkDescribeReport>(command, async ({ pipeline }) => {
      const { benchmarkDescribe } = await import('../../../pipelines/benchmark-describe.js');
      const { keepReport } = await import('../../../pipelines/stages/keep-report.js');
      const startedAtMs = pipeline.clock();
      const { facts, videos, describer, seed } = options;
      const report = await benchmarkDescribe({
        context: pipeline,
        describerIds: describer,
        settings: await describerSettings(options),
        seed,
        ...(facts === undefined ? {} : { factsPath: facts }),
        ...(videos === undefined ? {} : { manifestPath: videos }),
      });
      await keepReport({
        context: pipeline,
        command: 'benchmark describe',
        config: { describers: describer, facts: report.factsPath },
        seed,
        startedAtMs,
        report,
      });
      const answered = report.describers.some((score) => score.answered > 0);
      return { report, text: benchmarkDescribeText(report), succeeded: answered };
    });
  });
}

async function describerSettings(options: DescribeOptions): Promise<DescriberSettings> {
  const { describerSettings: path } = options;
  const file = path === undefined ? {} : await readDescriberSettings(path);
  const model = options.describerModel ?? file.model ?? readSettings().describerModel;
  return { ...file, ...(model === undefined ? {} : { model }) };
}
