import type { BenchmarkDescribeReport, DescriberScore } from '../core/reports/benchmark-describe-report.js';
import { oneLine, textTable } from './text-table.js';

const MOST_FAILURES = 3;
const LONGEST_REASON = 160;

/** The table of `benchmark describe`, one line for each describer. Shares in percent with their 95 % interval. */
export function benchmarkDescribeText(report: BenchmarkDescribeReport): string {
  const { clips, facts, missing, describers } = report;
  const rows = describers.map((score) => [
    score.id,
    score.model ?? '–',
    `${score.answered} of ${score.clips}`,
    interval(score.stated, 100),
    interval(score.wrongPerClip, 1),
    score.meanWords.toFixed(0),
    score.secondsPerClip.toFixed(2),
  ]);
  const head = ['describer', 'model', 'answered', 'facts stated, %', 'wrong a clip', 'words', 's a clip'];
  return [
    `${facts} facts about ${clips} clips, each stated fact counts, whatever its wording`,
    textTable([head, ...rows]),
    ...describers.flatMap(failureLines),
    ...(missing.length === 0 ? [] : [`${missing.length} videos of the facts file are not there: left out`]),
    `facts ${report.factsHash.slice(0, 16)}, seed ${report.seed}, ${report.seconds.toFixed(1)} s`,
  ].join('\n');
}

function interval({ mean, low, high }: DescriberScore['stated'], scale: number): string {
  const digits = scale === 1 ? 2 : 1;
  const [middle, from, to] = [mean, low, high].map((value) => (scale * value).toFixed(digits));
  return `${middle} [${from}, ${to}]`;
}

function failureLines({ id, failures }: DescriberScore): string[] {
  const shown = failures
    .slice(0, MOST_FAILURES)
    .map(
      (failure) =>
        `${id} failed on ${failure.id} (${failure.code}): ${oneLine(failure.reason, LONGEST_REASON)}`,
    );
  const rest = failures.length - shown.length;
  return rest > 0 ? [...shown, `${id} failed on ${rest} more`] : shown;
}
