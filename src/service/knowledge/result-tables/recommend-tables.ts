import {
  type BenchmarkRecommendReport,
  benchmarkRecommendReport,
  type RecommendRow,
} from '../../../core/reports/benchmark-recommend-report.js';
import type { ResultTable } from '../../contract/run.js';

const MEGABYTE = 1_000_000;

/** The main table, and one for each slice of the users. */
export function recommendTables(report: unknown): ResultTable[] {
  const parsed = benchmarkRecommendReport.safeParse(report);
  if (!parsed.success || parsed.data.rows.length === 0) return [];
  const slices = [...new Set(parsed.data.rows.flatMap(({ scores }) => scores.map(({ slice }) => slice)))];
  return [mainTable(parsed.data), ...slices.map((slice) => sliceTable(parsed.data, slice))];
}

function mainTable(report: BenchmarkRecommendReport): ResultTable {
  const { protocol, dataset, seeds } = report;
  const cutoff = protocol.selectionCutoff;
  return {
    title: `Recommenders on ${dataset.name}, protocol ${protocol.id}`,
    columns: [
      'model',
      `Recall@${cutoff}`,
      '± recall',
      `NDCG@${cutoff}`,
      '± NDCG',
      'Δ recall to the best baseline',
      'low',
      'high',
      'seconds',
      'peak memory MB',
    ],
    rows: report.rows.map((row) => {
      const recall = scoreOf(row, { slice: 'all', metric: 'recall', cutoff });
      const ndcg = scoreOf(row, { slice: 'all', metric: 'ndcg', cutoff });
      const gain = row.againstBest?.recall;
      return [
        row.label,
        recall?.mean ?? null,
        recall?.deviation ?? null,
        ndcg?.mean ?? null,
        ndcg?.deviation ?? null,
        gain?.mean ?? null,
        gain?.low ?? null,
        gain?.high ?? null,
        row.seconds?.mean ?? null,
        row.peakMemoryBytes === null ? null : Math.round(row.peakMemoryBytes / MEGABYTE),
      ];
    }),
    notes: [
      `${dataset.users} users, ${dataset.items} items, interactions ${dataset.train} train, ${dataset.valid} valid, ${dataset.test} test`,
      `mean ± standard deviation over ${seeds.length} seeds; differences by a paired bootstrap over users, 95 %`,
      `split ${report.checksum.split.slice(0, 16)}, features ${report.checksum.features.slice(0, 16)}`,
      ...(report.quick ? ['trained for a few epochs only: the numbers of trained models mean little'] : []),
      ...report.references.map(
        ({ name, origin, recall, ndcg }) =>
          `${name} (${origin}): recall ${recall}${ndcg === undefined ? '' : `, NDCG ${ndcg}`}`,
      ),
    ],
  };
}

function sliceTable(report: BenchmarkRecommendReport, slice: string): ResultTable {
  const metrics = [...new Set(report.rows.flatMap(({ scores }) => scores.map(({ metric }) => metric)))];
  const columns = report.cutoffs.flatMap((cutoff) => metrics.map((metric) => ({ metric, cutoff })));
  const users = report.dataset.slices.find((each) => each.slice === slice)?.users;
  return {
    title: `Every metric, ${slice} items`,
    columns: ['model', ...columns.map(({ metric, cutoff }) => `${metric}@${cutoff}`)],
    rows: report.rows.map((row) => [
      row.label,
      ...columns.map((column) => scoreOf(row, { slice, ...column })?.mean ?? null),
    ]),
    notes: users === undefined ? [] : [`${users} users`],
  };
}

function scoreOf(
  row: RecommendRow,
  which: { readonly slice: string; readonly metric: string; readonly cutoff: number },
): RecommendRow['scores'][number] | undefined {
  return row.scores.find(
    ({ slice, metric, cutoff }) =>
      slice === which.slice && metric === which.metric && cutoff === which.cutoff,
  );
}
