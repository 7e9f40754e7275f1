import { benchmarkDescribeReport } from '../../../core/reports/benchmark-describe-report.js';
import type { ResultTable } from '../../contract/run.js';

/** What share of known facts each describer states. */
export function describeTables(report: unknown): ResultTable[] {
  const parsed = benchmarkDescribeReport.safeParse(report);
  if (!parsed.success) return [];
  const { describers, clips, facts, factsHash } = parsed.data;
  return [
    {
      title: 'Describers against known facts',
      columns: [
        'describer',
        'facts stated',
        'low',
        'high',
        'wrong statements a clip',
        'answered',
        'words',
        'seconds a clip',
      ],
      rows: describers.map((score) => [
        score.model === null ? score.id : `${score.id} (${score.model})`,
        score.stated.mean,
        score.stated.low,
        score.stated.high,
        score.wrongPerClip.mean,
        score.answered,
        score.meanWords,
        score.secondsPerClip,
      ]),
      notes: [
        `${facts} facts of ${clips} clips, hash ${factsHash.slice(0, 16)}; intervals by a bootstrap over the clips, 95 %`,
      ],
    },
  ];
}
