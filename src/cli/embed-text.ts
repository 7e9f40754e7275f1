import { relative, resolve } from 'node:path';
import type { EmbedReport } from '../core/reports/embed-report.js';
import { failureLines } from './failure-lines.js';
import { duration } from './progress.js';
import { studentLines } from './student-lines.js';
import { teacherLines } from './teacher-lines.js';
import { textTable } from './text-table.js';

/** The report of `embed` for people: what happened, what failed and why, and what to try next. */
export function embedText(report: EmbedReport, dataFolder: string): string {
  const parts = [
    summary(report, dataFolder),
    ...(report.distilled === undefined ? [] : studentLines(report.distilled)),
    ...(report.teacher === null ? [] : teacherLines(report.teacher)),
    ...failureLines(report.failed),
    ...nextLines(report, dataFolder),
  ];
  return parts.filter((part) => part.length > 0).join('\n');
}

function summary(report: EmbedReport, dataFolder: string): string {
  const { scanned, embedded, unchanged, moved, updated, duplicates, failed, pending, reembedded } = report;
  const counts: [string, number, string][] = [
    ['scanned', scanned, ''],
    [report.dryRun ? 'would embed' : 'embedded', embedded, ''],
    ['unchanged', unchanged, ''],
    ['moved', moved, 'same bytes, new path'],
    ['updated', updated, 'manifest line changed'],
    ['duplicates', duplicates, 'same bytes under another name, stored once'],
    ['re-embedded', reembedded, 'token was of an older model'],
    ['failed', failed.length, ''],
    ['pending', pending, 'stored; too few described videos to train a model yet'],
  ];
  const shown = counts.filter(([name, count]) => count > 0 || ['scanned', 'failed'].includes(name));
  const rows = shown.map(([name, count, note]) => [name, String(count), note]);
  const store = `${report.stored} videos in ${dataFolder} · space ${report.spaceId ?? 'none yet'} · ${report.clusters} clusters · ${duration(report.seconds)}`;
  return `${headline(report)}\n${textTable(rows, '  ')}\n${store}`;
}

function headline(report: EmbedReport): string {
  const { scanned, ingested, embedded, moved, updated, reembedded } = report;
  if (scanned === 0) return 'No video file was found there.';
  if (report.dryRun) return 'Dry run: nothing was decoded or written.';
  const changes = ingested + embedded + moved + updated + reembedded;
  return changes === 0 ? 'Nothing changed.' : 'Done.';
}

/** Commands as they can be typed where the run was started. */
function nextLines(report: EmbedReport, dataFolder: string): string[] {
  if (report.dryRun || report.spaceId === null || report.stored === 0) return [];
  const below = relative('.', dataFolder);
  const shown = below.startsWith('..') ? dataFolder : below;
  const data = dataFolder === resolve('data') ? '' : ` --data ${shown}`;
  const id = report.exampleId ?? '<id or file>';
  return [
    `next: npx vidtoken similar ${id}${data} · npx vidtoken search "<words>"${data} · npx vidtoken serve${data}`,
  ];
}
