import type { SearchHitReport } from '../core/reports/search-report.js';
import { oneLine, textTable } from './text-table.js';

const TITLE_WIDTH = 36;
const DESCRIPTION_WIDTH = 72;

/** Hits for people: score, id, cluster, what it is, where it lies. Untrusted text is cut to one line. */
export function hitLines(hits: readonly SearchHitReport[]): string {
  if (hits.length === 0) return '  nothing found';
  const rows = hits.map((hit, rank) => [
    `${rank + 1}.`,
    hit.score.toFixed(3),
    hit.id,
    hit.clusterId === null ? '–' : `cluster ${hit.clusterId}`,
    oneLine(hit.title ?? Object.values(hit.labels).join(', '), TITLE_WIDTH),
    oneLine(hit.description ?? '', DESCRIPTION_WIDTH),
  ]);
  return textTable(rows, '  ');
}
