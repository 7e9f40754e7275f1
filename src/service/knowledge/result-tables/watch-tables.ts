import {
  type BenchmarkWatchReport,
  benchmarkWatchReport,
  WATCH_METRICS,
  type WatchMetric,
} from '../../../core/reports/benchmark-watch-report.js';
import type { ResultTable } from '../../contract/run.js';

const TITLES: Readonly<Record<WatchMetric, string>> = {
  futureRecall: 'recall of future long views',
  playCount: 'plays a user',
  activeDays: 'active days a user',
  exposedCluster: 'exposed clusters',
  surpriseCluster: 'surprise clusters',
  longViewShare: 'long views',
};

/** The arms of the simulated experiment, and what each treatment gained over each control. */
export function watchTables(report: unknown): ResultTable[] {
  const parsed = benchmarkWatchReport.safeParse(report);
  return parsed.success ? [armsTable(parsed.data), comparisonsTable(parsed.data)] : [];
}

function armsTable({ arms, users, days, items, notes }: BenchmarkWatchReport): ResultTable {
  return {
    title: 'Simulated A/B experiment: the arms',
    columns: ['policy', ...WATCH_METRICS.map((metric) => TITLES[metric])],
    rows: arms.map(({ policy, metrics }) => [policy, ...WATCH_METRICS.map((metric) => metrics[metric])]),
    notes: [`SIMULATED: ${users} made-up users over ${days} days, ${items.total} videos`, ...notes],
  };
}

function comparisonsTable({ comparisons }: BenchmarkWatchReport): ResultTable {
  return {
    title: 'Simulated A/B experiment: treatment against control',
    columns: ['treatment', 'control', 'metric', 'difference %', 'low', 'high'],
    rows: comparisons.map(({ treatment, control, metric, difference }) => [
      treatment,
      control,
      TITLES[metric],
      difference?.percent ?? null,
      difference?.low ?? null,
      difference?.high ?? null,
    ]),
    notes: ['95 % interval of a paired bootstrap over the users'],
  };
}
