import type { FailedInput } from '../core/reports/embed-report.js';
import { oneLine, textTable } from './text-table.js';

const FAILURES_SHOWN = 20;
const FILE_WIDTH = 60;
const REASON_WIDTH = 100;

/** What failed: counts by code, then a line per file, the first twenty. */
export function failureLines(failed: readonly FailedInput[]): string[] {
  if (failed.length === 0) return [];
  const byCode = new Map<string, number>();
  for (const { code } of failed) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  const codes = [...byCode]
    .sort((left, right) => right[1] - left[1])
    .map(([code, count]) => `${code} ${count}`);
  const rows = failed
    .slice(0, FAILURES_SHOWN)
    .map(({ file, code, reason }) => [code, oneLine(file, FILE_WIDTH), oneLine(reason, REASON_WIDTH)]);
  const rest = failed.length - rows.length;
  return [
    `failed by code: ${codes.join(', ')}`,
    textTable(rows, '  '),
    ...(rest > 0 ? [`  … and ${rest} more (all of them with --json)`] : []),
  ];
}
