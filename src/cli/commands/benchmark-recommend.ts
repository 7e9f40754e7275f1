import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { RECOMMENDER_IDS } from '../../../models/recommenders.js';
import type { NdcgKind } from '../../../pipelines/benchmark-recommend/evaluate-result.js';
import type { BenchmarkRecommendReport } from '../../core/reports/benchmark-recommend-report.js';
import type { GlobalOptions } from '../command-context.js';
import { cutoffList, idList, nameList, wholeNumber } from '../option-parsers.js';
import { runCommand } from '../run-command.js';

interface Options {
  readonly dataset?: string;
  readonly models: string[];
  readonly variants: string[];
  readonly seeds: number;
  readonly protocol: string;
  readonly cutoffs?: number[];
  readonly maskValidation?: boolean;
  readonly ndcg: NdcgKind;
  readonly writeRankings?: string;
  readonly jobs: number;
  readonly quick: boolean;
  readonly dryRun: boolean;
  readonly markdown: boolean;
}

const MAXIMUM_SEEDS = 100;
const MAXIMUM_JOBS = 64;
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** `vidtoken benchmark recommend` */
export function benchmarkRecommendCommand(): Command {
  const command = new Command('recommend')
    .summary('every recommender on one split, with floors, seeds, intervals and cold items')
    .description(
      'Trains recommenders on stored interactions, selects on validation alone, ranks all items for every test user, ' +
        'and prints one table. Each model and seed runs in a process of its own and is kept, so a stopped benchmark ' +
        'goes on where it was.',
    )
    .option(
      '--dataset <folder>',
      'RecBole files or watch logs with features; imported once into a store of its own under <data>/datasets ' +
        '(default: the store of --data itself)',
    )
    .addOption(
      new Option('--models <ids>', `comma list of: ${RECOMMENDER_IDS.join(', ')}; or all`)
        .argParser(modelList)
        .default([], 'all'),
    )
    .addOption(
      new Option('--variants <names>', 'rows for variants of the models as well, comma list, or all')
        .argParser(nameList)
        .default([], 'none'),
    )
    .addOption(
      new Option('--seeds <n>', 'runs of each trained model')
        .argParser(wholeNumber(1, MAXIMUM_SEEDS))
        .default(5),
    )
    .option('--protocol <id>', 'whose rules for split, masks and K: tiktok, m3csr, ludp, recbole …', 'tiktok')
    .addOption(new Option('--cutoffs <list>', 'values of K (default: of the protocol)').argParser(cutoffList))
    .option('--mask-validation', 'mask validation positives at test as well (default: as the protocol says)')
    .option('--no-mask-validation', 'mask train positives alone')
    .addOption(
      new Option('--ndcg <kind>', 'ngcf: the ideal list of NGCF’s code, for comparison with old tables')
        .choices(['standard', 'ngcf'])
        .default('standard'),
    )
    .option('--write-rankings <folder>', 'write the top 50 of every test user as <model>.<seed>.tsv')
    .addOption(
      new Option('--jobs <n>', 'models trained at the same time')
        .argParser(wholeNumber(1, MAXIMUM_JOBS))
        .default(2),
    )
    .option('--quick', 'a few epochs only: shows that everything runs', false)
    .option('--dry-run', 'print what would run, and run nothing', false)
    .option('--markdown', 'every metric at every cutoff', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken benchmark recommend --dataset tiktok --seeds 5
  $ vidtoken benchmark recommend --dataset tiktok --models popularity,lightgcn,m3csr --write-rankings lists
  $ vidtoken benchmark recommend --dataset ml-100k --protocol global-time --seeds 3 --markdown`,
    );
  return command.action(async (options: Options) => {
    await runCommand<BenchmarkRecommendReport>(command, async ({ pipeline }) => {
      const { benchmarkRecommend } = await import('../../../pipelines/benchmark-recommend.js');
      const { benchmarkPlanText, benchmarkRecommendText } = await import(
        '../../../pipelines/benchmark-recommend-text.js'
      );
      const { childRunner } = await import('../../../pipelines/benchmark-recommend/child-runner.js');
      const { datasetStore } = await import('../../../pipelines/benchmark-recommend/dataset-store.js');
      const { keepReport } = await import('../../../pipelines/stages/keep-report.js');
      const startedAtMs = pipeline.clock();
      const { quiet } = command.optsWithGlobals<GlobalOptions>();
      const { dataset, cutoffs, maskValidation, writeRankings, markdown, ...rest } = options;
      const store = await datasetStore({ context: pipeline, ...(dataset === undefined ? {} : { dataset }) });
      const report = await benchmarkRecommend({
        ...rest,
        ...store,
        runner: childRunner(jobProcess(store.context.dataFolder)),
        ...(quiet === true ? {} : { onPlan: (plan) => process.stderr.write(`${benchmarkPlanText(plan)}\n`) }),
        ...(cutoffs === undefined ? {} : { cutoffs }),
        ...(maskValidation === undefined ? {} : { masksValidation: maskValidation }),
        ...(writeRankings === undefined ? {} : { rankingsFolder: writeRankings }),
      });
      if (!options.dryRun) {
        const { dataset: of, protocol, checksum, seeds } = report;
        await keepReport({
          context: pipeline,
          command: 'benchmark recommend',
          config: { dataset: of.name, protocol: protocol.id, split: checksum.split, seeds },
          startedAtMs,
          report,
        });
      }
      const succeeded = report.rows.some(({ seeds }) => seeds.length > 0) || options.dryRun;
      return { report, text: benchmarkRecommendText(report, { full: markdown }), succeeded };
    });
  });
}

/** `all`, or ids. */
function modelList(text: string): string[] {
  return text.trim() === 'all' ? [] : idList(RECOMMENDER_IDS)(text);
}

function jobProcess(dataFolder: string) {
  return {
    program: process.execPath,
    arguments: [MAIN, 'benchmark', 'recommend-job', '--data', dataFolder, '--quiet'],
  };
}

/** The process of one job; it is started by `benchmark recommend` and not shown in the help. */
export function benchmarkRecommendJobCommand(): Command {
  const command = new Command('recommend-job').description(
    'One job of `benchmark recommend`, given as JSON on standard input.',
  );
  return command.action(async () => {
    await runCommand<undefined>(command, async ({ pipeline }) => {
      const { runJobProcess } = await import('../../../pipelines/benchmark-recommend/job-process.js');
      const { readJobLine } = await import('../read-job-line.js');
      const input = await readJobLine(process.stdin, () => process.kill(process.pid, 'SIGTERM'));
      try {
        await runJobProcess({
          context: pipeline,
          line: input.line,
          onMessage: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
        });
      } finally {
        input.close();
      }
      return { report: undefined, text: '', printed: true };
    });
  });
}
