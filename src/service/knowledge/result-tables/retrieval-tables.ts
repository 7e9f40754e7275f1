import {
  type BenchmarkRetrievalReport,
  benchmarkRetrievalReport,
  type RetrievalTable,
} from '../../../core/reports/benchmark-retrieval-report.js';
import type { ResultTable } from '../../contract/run.js';

/** One table for each label and scope, shares from 0 to 1. */
export function retrievalTables(report: unknown): ResultTable[] {
  const parsed = benchmarkRetrievalReport.safeParse(report);
  return parsed.success ? parsed.data.tables.map((table) => tableOf(table, parsed.data)) : [];
}

function tableOf(table: RetrievalTable, report: BenchmarkRetrievalReport): ResultTable {
  const { cutoffs } = report;
  const scope = table.scope === 'held-out' ? ', only videos that were not trained on' : '';
  const bounds = (which: 'chance' | 'best'): number[] =>
    table.bounds.flatMap((bound) => [bound[`${which}HitRate`], bound[`${which}Precision`]]);
  return {
    title: `Retrieval by ${table.label}${scope}`,
    columns: ['vectors', ...cutoffs.flatMap((cutoff) => [`HitRate@${cutoff}`, `Precision@${cutoff}`])],
    rows: [
      ...table.rows.map(({ kind, scores }) => [
        kind,
        ...scores.flatMap(({ hitRate, precision }) => [hitRate.mean, precision.mean]),
      ]),
      ['chance (expected)', ...bounds('chance')],
      ['best possible', ...bounds('best')],
    ],
    notes: [
      `${table.queries} queries, gallery ${table.gallery}, ${table.values} values, on average ${table.meanRelevant.toFixed(1)} relevant`,
      ...table.tokenMinusPooled.map(
        ({ cutoff, hitRate: { mean, low, high } }) =>
          `token − pooled, HitRate@${cutoff}: ${signed(mean)} [${signed(low)}, ${signed(high)}] (paired bootstrap, 95 %)`,
      ),
      ...report.notes,
    ],
  };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
