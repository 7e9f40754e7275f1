import { Command, InvalidArgumentError, Option } from 'commander';
import type { RecommendReport } from '../../core/reports/recommend-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addLimitOption, addSeedOption, addWeightsOption } from '../shared-options.js';
import { oneLine, textTable } from '../text-table.js';

interface Watched {
  readonly target: string;
  readonly watchSeconds: number;
}

interface Options {
  readonly user?: string;
  readonly history?: Watched[];
  readonly model: string;
  readonly limit: number;
  readonly candidates?: string;
  readonly popularity: number;
  readonly includeSeen: boolean;
  readonly exact: boolean;
  readonly seed: number;
  readonly backend: BackendName;
}

const REASONS_WIDTH = 100;

/** `vidtoken recommend` */
export function recommendCommand(): Command {
  const command = new Command('recommend')
    .summary('stored videos for a user, or for what somebody watched')
    .description(
      'With a trained recommender: the largest inner products of the stored vectors. With DreamUMM: Algorithm 1 over ' +
        'the video tokens, which needs no training and works for users and videos never seen. Watched videos are left out.',
    )
    .option('--user <id>', 'a user of the imported interactions')
    .addOption(
      new Option(
        '--history <list>',
        'what somebody watched, oldest first: <id|file>:<seconds>s, comma-separated',
      ).argParser(watchedList),
    )
    .option(
      '--model <id>',
      'dreamumm, candidate-dreamumm, auto (one of both, by the history), or a trained recommender such as m3csr',
      'dreamumm',
    )
    .option('--candidates <file>', 'recommend only these: ids of stored videos, one a line')
    .addOption(
      new Option(
        '--popularity <weight>',
        'how much popularity counts beside the similarity (DreamUMM), which counts 1',
      )
        .argParser(weight)
        .default(0),
    )
    .option('--include-seen', 'recommend again what the user has watched', false)
    .option('--exact', 'compare with every vector instead of using the index', false)
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken recommend --history holiday.mp4:12s,9f86d081884c7d65:3s
  $ vidtoken recommend --user 42 --model m3csr -k 20 --json`,
    );
  addLimitOption(command);
  addSeedOption(command);
  addWeightsOption(command);
  addBackendOption(command);
  return command.action(async ({ user, candidates, popularity, ...options }: Options) => {
    await runCommand<RecommendReport>(command, async ({ pipeline }) => {
      const { recommendVideos } = await import('../../../pipelines/recommend.js');
      const report = await recommendVideos({
        ...options,
        context: pipeline,
        popularityWeight: popularity,
        ...(user === undefined ? {} : { userId: user }),
        ...(candidates === undefined ? {} : { candidatesFile: candidates }),
      });
      return { report, text: recommendText(report) };
    });
  });
}

function recommendText(report: RecommendReport): string {
  const whom = report.user === null ? 'this history' : `user ${report.user}`;
  const head =
    `for ${whom} by ${report.branch} (${report.branchReason}; space ${report.space}): ` +
    `${report.seen} seen videos left out of ${report.candidates}`;
  if (report.hits.length === 0) return `${head}\n  nothing left to recommend`;
  const rows = report.hits.map((hit, rank) => [
    `${rank + 1}.`,
    hit.score.toFixed(3),
    hit.id,
    oneLine(hit.title ?? Object.values(hit.labels).join(', '), 36),
    oneLine(hit.reasons.join(' · '), REASONS_WIDTH),
  ]);
  return `${head}\n${textTable(rows, '  ')}`;
}

/** `a.mp4:12s,b.mp4:3s`; the last colon ends the name, which may have others. */
function watchedList(text: string): Watched[] {
  return text.split(',').map((entry) => {
    const [, target, seconds] = /^(.+):(\d+(?:\.\d+)?)s?$/.exec(entry.trim()) ?? [];
    if (target === undefined || seconds === undefined) {
      throw new InvalidArgumentError(`"${entry}" is not <id|file>:<seconds>s, such as holiday.mp4:12s.`);
    }
    return { target, watchSeconds: Number(seconds) };
  });
}

function weight(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('Expected a number of at least 0.');
  }
  return value;
}
