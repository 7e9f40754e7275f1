import {
  type BenchmarkWatchReport,
  type ComparisonReport,
  WATCH_METRICS,
  type WatchMetric,
} from '../core/reports/benchmark-watch-report.js';
import { textTable } from './text-table.js';

/** The tables of `benchmark watch`; every one says that it is simulated. */
export function benchmarkWatchText(report: BenchmarkWatchReport): string {
  return [
    [
      'SIMULATED: users, responses and all figures below are made up; only the tokens are real.',
      `${report.users} users (${report.newUsers} new), ${itemLine(report)}; warm-up ${report.warmUpDays} days ` +
        `(${report.warmUp.plays} plays, ${percent(report.warmUp.longViewShare)} long views, ` +
        `${report.warmUp.durationGroups} duration groups), then ${report.days} days in each arm`,
    ].join('\n'),
    armTable(report),
    ...controlsOf(report).map((control) => comparisonTable(report, control)),
    candidateLines(report),
    [
      ...report.notes,
      'interval: 95 % of a paired bootstrap over the users; * = it does not hold 0',
      `seed ${report.seed}, space ${report.space}, ${report.seconds.toFixed(1)} s`,
    ].join('\n'),
  ].join('\n\n');
}

function titleOf(metric: WatchMetric, cutoff: number): string {
  return {
    futureRecall: `recall@${cutoff}`,
    playCount: 'plays',
    activeDays: 'active days',
    exposedCluster: 'exposed clusters',
    surpriseCluster: 'surprise %',
    longViewShare: 'long views %',
  }[metric];
}

function itemLine({ items }: BenchmarkWatchReport): string {
  const made = items.total - items.stored;
  return (
    `${items.total} videos${made > 0 ? ` (${made} of them made-up variants)` : ''} in ${items.clusters} clusters, ` +
    `${items.arriving} arriving meanwhile`
  );
}

function armTable({ arms, cutoff }: BenchmarkWatchReport): string {
  const shares: readonly WatchMetric[] = ['surpriseCluster', 'longViewShare'];
  const cell = (metric: WatchMetric, value: number | null): string => {
    if (value === null) return '–';
    if (shares.includes(metric)) return (100 * value).toFixed(1);
    return value.toFixed(metric === 'futureRecall' ? 4 : 2);
  };
  const rows = arms.map(({ policy, metrics }) => [
    policy,
    ...WATCH_METRICS.map((metric) => cell(metric, metrics[metric])),
  ]);
  const head = ['policy (simulated)', ...WATCH_METRICS.map((metric) => titleOf(metric, cutoff))];
  return textTable([head, ...rows]);
}

function controlsOf({ comparisons }: BenchmarkWatchReport): string[] {
  return [...new Set(comparisons.map(({ control }) => control))];
}

function comparisonTable({ comparisons, cutoff }: BenchmarkWatchReport, control: string): string {
  const own = comparisons.filter((comparison) => comparison.control === control);
  const treatments = [...new Set(own.map(({ treatment }) => treatment))];
  const rows = treatments.map((treatment) => [
    treatment,
    ...WATCH_METRICS.map((metric) =>
      differenceCell(own.find((each) => each.treatment === treatment && each.metric === metric)),
    ),
  ]);
  const head = [
    `% against ${control} (simulated)`,
    ...WATCH_METRICS.map((metric) => titleOf(metric, cutoff)),
  ];
  return textTable([head, ...rows]);
}

function differenceCell(comparison: ComparisonReport | undefined): string {
  const difference = comparison?.difference ?? null;
  if (difference === null) return '–';
  const { percent: value, low, high } = difference;
  const mark = low > 0 || high < 0 ? '*' : '';
  return `${signed(value)} [${signed(low)}, ${signed(high)}]${mark}`;
}

function candidateLines({ candidateModel }: BenchmarkWatchReport): string {
  const { epochs, bestEpoch, heldOutUsers, heldOutExamples, auc, userAuc, loss, constantLoss } =
    candidateModel;
  const lines = [
    `f_seq of Candidate-DreamUMM: ${epochs} epochs, best ${bestEpoch}; ${heldOutExamples} watches of ${heldOutUsers} users held out (simulated)`,
  ];
  if (loss !== null && constantLoss !== null) {
    lines.push(`  cross-entropy ${loss.toFixed(4)}, of a constant ${constantLoss.toFixed(4)}`);
  }
  for (const [name, table] of [['all watches', auc] as const, ['mean over users', userAuc] as const]) {
    if (table === null) continue;
    const { candidateDreamUmm, dreamUmm, meanSimilarity } = table;
    lines.push(
      `  AUC, ${name}: f_seq ${candidateDreamUmm.toFixed(3)}, similarity to DreamUMM ${dreamUmm.toFixed(3)}, ` +
        `to the plain mean ${meanSimilarity.toFixed(3)}, constant 0.500`,
    );
  }
  return lines.join('\n');
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
