import type {
  BenchmarkRecommendReport,
  RecommendRow,
} from '../src/core/reports/benchmark-recommend-report.js';
import { markdownTable } from './formats/markdown-table.js';

/** Digits of a checksum that people compare. */
const CHECKSUM_DIGITS = 16;
const METRIC_TITLES: Readonly<Record<string, string>> = {
  recall: 'R',
  ndcg: 'N',
  precision: 'P',
  'hit-rate-binary': 'Hit',
  mrr: 'MRR',
};

/**
 * The report as Markdown that also reads well on a terminal.
 * @param options.full with every metric at every cutoff, for a document
 */
export function benchmarkRecommendText(
  report: BenchmarkRecommendReport,
  options: { readonly full: boolean },
): string {
  const parts =
    report.rows.length === 0
      ? [...heading(report), benchmarkPlanText(report.plan)]
      : [
          ...heading(report),
          mainTable(report),
          slicesTable(report),
          costTable(report),
          ...variantsTable(report),
          ...(options.full ? [metricsTable(report)] : []),
          ...failures(report),
        ];
  return [...parts, ...references(report), ...footer(report)].join('\n\n');
}

function heading({
  dataset,
  protocol,
  checksum,
  noise,
  bestBaseline,
  quick,
}: BenchmarkRecommendReport): string[] {
  const masked = protocol.masksValidation ? 'train and validation' : 'train';
  const lines = [
    `**${dataset.name}**: ${dataset.users} users, ${dataset.items} items, interactions ${dataset.train} train, ` +
      `${dataset.valid} valid, ${dataset.test} test`,
    `split ${checksum.split.slice(0, CHECKSUM_DIGITS)}, features ${checksum.features.slice(0, CHECKSUM_DIGITS)} (sha-256)`,
    `protocol ${protocol.id}: ${protocol.source}; ${protocol.note}; ${masked} positives masked, all other items ranked`,
    `${dataset.evaluatedUsers} users evaluated, ${dataset.evaluatedWithoutTrain} of them without a train item; ` +
      `${dataset.leftOutUsers} without a test item left out`,
    `NDCG: ${protocol.ndcg === 'ngcf' ? 'ideal from the retrieved list (NGCF), for old tables only' : 'ideal from the ground truth'}; ` +
      `epochs selected by Recall@${protocol.selectionCutoff} on validation`,
  ];
  if (noise !== null && bestBaseline !== null) {
    lines.push(
      `noise: ${bestBaseline} has R@${protocol.selectionCutoff} ${score(noise.recall)} with a standard error of ` +
        `${score(noise.standardError)} over users; a gain under ${score(2 * noise.standardError)} is noise`,
    );
  }
  if (quick) lines.push('quick: trained for a few epochs only, the numbers of trained models mean little');
  return [lines.join('\n')];
}

/** What is going to run, one line for each model. */
export function benchmarkPlanText(plan: BenchmarkRecommendReport['plan']): string {
  const labels = [...new Set(plan.map(({ label }) => label))];
  const rows = labels.map((label) => {
    const own = plan.filter((run) => run.label === label);
    const stored = own.filter(({ state }) => state === 'stored').length;
    return [label, `${own.length}`, `${stored}`, `${own.length - stored}`];
  });
  return markdownTable([['model', 'runs', 'stored', 'to do'], ...rows]);
}

function mainTable(report: BenchmarkRecommendReport): string {
  const { selectionCutoff: cutoff } = report.protocol;
  return markdownTable([
    [
      'model',
      'seeds',
      `R@${cutoff}`,
      `N@${cutoff}`,
      `Δ R@${cutoff} to ${report.bestBaseline ?? 'baseline'}`,
      `Δ N@${cutoff}`,
      `valid R@${cutoff}`,
    ],
    ...report.rows.map((row) => [
      row.label,
      `${row.seeds.length}`,
      scoreOf(row, { slice: 'all', metric: 'recall', cutoff }),
      scoreOf(row, { slice: 'all', metric: 'ndcg', cutoff }),
      interval(row.againstBest?.recall),
      interval(row.againstBest?.ndcg),
      row.validation === null ? '–' : spread(row.validation, row),
    ]),
  ]);
}

/** Each variant against its own model: what one change is worth. */
function variantsTable({ rows, protocol }: BenchmarkRecommendReport): string[] {
  const { selectionCutoff: cutoff } = protocol;
  const variants = rows.filter(({ againstDefault }) => againstDefault !== null);
  if (variants.length === 0) return [];
  const table = markdownTable([
    ['variant', `R@${cutoff}`, `Δ R@${cutoff} to its model`, `N@${cutoff}`, `Δ N@${cutoff} to its model`],
    ...variants.map((row) => [
      row.label,
      scoreOf(row, { slice: 'all', metric: 'recall', cutoff }),
      interval(row.againstDefault?.recall),
      scoreOf(row, { slice: 'all', metric: 'ndcg', cutoff }),
      interval(row.againstDefault?.ndcg),
    ]),
  ]);
  return [table];
}

function slicesTable({ rows, dataset, protocol }: BenchmarkRecommendReport): string {
  const { selectionCutoff: cutoff } = protocol;
  const slices = dataset.slices.filter(({ slice, users }) => slice !== 'all' && users > 0);
  const table = markdownTable([
    ['model', ...slices.flatMap(({ slice }) => [`${slice} R@${cutoff}`, `${slice} N@${cutoff}`])],
    ...rows.map((row) => [
      row.label,
      ...slices.flatMap(({ slice }) =>
        ['recall', 'ndcg'].map((metric) => scoreOf(row, { slice, metric, cutoff })),
      ),
    ]),
  ]);
  const meaning = slices.map(({ slice, items, users }) => `${slice}: ${items}, ${users} users`);
  return `${table}\n\n${meaning.join('; ')}; all items stay candidates`;
}

function costTable({ rows, protocol }: BenchmarkRecommendReport): string {
  const { selectionCutoff: cutoff } = protocol;
  return markdownTable([
    ['model', `coverage@${cutoff}`, 'Gini', 'novelty bits', 'epochs kept', 'seconds', 'peak MB'],
    ...rows.map((row) => {
      const lists = row.lists.find((each) => each.cutoff === cutoff);
      return [
        row.label,
        lists === undefined ? '–' : lists.coverage.mean.toFixed(3),
        lists === undefined ? '–' : lists.gini.mean.toFixed(3),
        lists === undefined ? '–' : lists.novelty.mean.toFixed(2),
        row.bestEpochs.length === 0 ? '–' : row.bestEpochs.join(', '),
        row.seconds === null ? '–' : row.seconds.mean.toFixed(1),
        row.peakMemoryBytes === null ? '–' : (row.peakMemoryBytes / 1e6).toFixed(0),
      ];
    }),
  ]);
}

function metricsTable({ rows, cutoffs }: BenchmarkRecommendReport): string {
  const metrics = Object.keys(METRIC_TITLES);
  return markdownTable([
    ['model', ...cutoffs.flatMap((cutoff) => metrics.map((metric) => `${METRIC_TITLES[metric]}@${cutoff}`))],
    ...rows.map((row) => [
      row.label,
      ...cutoffs.flatMap((cutoff) => metrics.map((metric) => scoreOf(row, { slice: 'all', metric, cutoff }))),
    ]),
  ]);
}

function failures({ rows }: BenchmarkRecommendReport): string[] {
  const lines = rows.flatMap(({ label, failures: failed }) =>
    failed.map(({ seed, reason }) => `${label}, seed ${seed}, failed: ${reason}`),
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function references({ references: scores, protocol }: BenchmarkRecommendReport): string[] {
  if (scores.length === 0) return [];
  const { selectionCutoff: cutoff } = protocol;
  return [
    markdownTable([
      ['others on this split', `R@${cutoff}`, `N@${cutoff}`],
      ...scores.map(({ name, recall, ndcg, origin, note }) => [
        `${name} (${[origin, ...(note === undefined ? [] : [note])].join(', ')})`,
        score(recall),
        ndcg === undefined ? '–' : score(ndcg),
      ]),
    ]),
  ];
}

function footer({ plan, rankings, seconds, seeds }: BenchmarkRecommendReport): string[] {
  const stored = plan.filter(({ state }) => state === 'stored').length;
  const taken = stored === 0 ? '' : `; ${stored} of ${plan.length} runs were stored by an earlier benchmark`;
  const written = rankings.length === 0 ? [] : [`${rankings.length} files with lists written`];
  return [
    `mean ± standard deviation over ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}; Δ: paired bootstrap over users, 95 %, to the baseline that ` +
      'is best on test',
    `${seconds.toFixed(0)} s${taken}`,
    ...written,
  ];
}

function scoreOf(
  row: RecommendRow,
  which: { readonly slice: string; readonly metric: string; readonly cutoff: number },
): string {
  const found = row.scores.find(
    ({ slice, metric, cutoff }) =>
      slice === which.slice && metric === which.metric && cutoff === which.cutoff,
  );
  return found === undefined ? '–' : spread(found, row);
}

/** One seed has no spread. */
function spread(
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  { seeds }: RecommendRow,
): string {
  return seeds.length === 1 ? score(mean) : `${score(mean)} ± ${score(deviation)}`;
}

function interval(difference: { mean: number; low: number; high: number } | undefined): string {
  if (difference === undefined) return '–';
  const { mean, low, high } = difference;
  return `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${score(Math.abs(value))}`;

/** Four digits without the leading zero, as tables of this field have them. */
function score(value: number): string {
  return value.toFixed(4).replace(/^0\./, '.');
}
