import type {
  BenchmarkRetrievalReport,
  RetrievalRow,
  RetrievalTable,
} from '../src/core/reports/benchmark-retrieval-report.js';
import { markdownTable } from './formats/markdown-table.js';

/** What a kind of vectors is called in a table. */
const TITLES: Readonly<Record<string, string>> = {
  token: 'video token (w. description distillation)',
  pooled: 'pooled features (wo. distillation)',
  random: 'random (20 orders)',
};

/** The whole report as Markdown that also reads well on a terminal. Percentages with their 95 % interval. */
export function benchmarkRetrievalText(report: BenchmarkRetrievalReport): string {
  const { cutoffs } = report;
  const parts = report.tables.flatMap((table) => [
    heading(table),
    ...(['hitRate', 'precision'] as const).map((metric) => metricTable(table, metric, cutoffs)),
    ...differenceLine(table),
  ]);
  return [...parts, ...footer(report)].join('\n\n');
}

function heading(table: RetrievalTable): string {
  const scope = table.scope === 'held-out' ? ', only videos that were not trained on' : '';
  const leftOut =
    table.queriesWithoutRelevant === 0
      ? ''
      : ` (${table.queriesWithoutRelevant} videos left out: no other has their value)`;
  return (
    `**${table.label}**${scope}: ${table.queries} queries${leftOut}, gallery ${table.gallery}, ` +
    `${table.values} values, on average ${table.meanRelevant.toFixed(1)} relevant`
  );
}

type Metric = 'hitRate' | 'precision';

function metricTable(table: RetrievalTable, metric: Metric, cutoffs: readonly number[]): string {
  const name = metric === 'hitRate' ? 'HitRate' : 'Precision';
  const bound = (which: 'chance' | 'best'): string[] =>
    table.bounds.map((bounds) => {
      const value = { hitRate: bounds[`${which}HitRate`], precision: bounds[`${which}Precision`] }[metric];
      return percent(value);
    });
  return markdownTable([
    ['vectors', ...cutoffs.map((cutoff) => `${name}@${cutoff} %`)],
    ...table.rows.map((row) => [titleOf(row), ...row.scores.map((scores) => withInterval(scores[metric]))]),
    ['chance (expected)', ...bound('chance')],
    ['best possible', ...bound('best')],
  ]);
}

function titleOf(row: RetrievalRow): string {
  return TITLES[row.kind] ?? `${row.kind} features alone`;
}

function differenceLine(table: RetrievalTable): string[] {
  if (table.tokenMinusPooled.length === 0) return [];
  const cells = table.tokenMinusPooled.map(
    ({ cutoff, hitRate }) => `@${cutoff} ${withInterval(hitRate, true)}`,
  );
  return [`token − pooled, HitRate in points, same queries: ${cells.join(', ')}`];
}

function footer(report: BenchmarkRetrievalReport): string[] {
  const { indexRecall, index } = report;
  const recall = indexRecall?.atCutoff.map((at) => `@${at.cutoff} ${at.recall.toFixed(3)}`).join(', ');
  const search =
    index === null ? 'store search (no index, full scan)' : `index ${index.name} (${index.type})`;
  return [
    ...(recall === undefined
      ? []
      : [`recall of the ${search} against exact search, ${indexRecall?.queries} queries: ${recall}`]),
    ...report.notes.map((note) => `note: ${note}`),
    `relevance ${report.relevanceHash.slice(0, 16)}, seed ${report.seed}, space ${report.space?.id ?? 'none'}, ` +
      `${report.seconds.toFixed(1)} s`,
  ];
}

function withInterval(value: { mean: number; low: number; high: number }, signed = false): string {
  const sign = signed && value.mean > 0 ? '+' : '';
  return `${sign}${percent(value.mean)} [${percent(value.low)}, ${percent(value.high)}]`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
