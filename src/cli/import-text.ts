import { basename } from 'node:path';
import type { ImportReport } from '../core/reports/import-report.js';
import { duration } from './progress.js';
import { oneLine, textTable } from './text-table.js';

const MALFORMED_SHOWN = 20;
const REASON_WIDTH = 100;

const SOURCES: Readonly<Record<ImportReport['items']['source'], string>> = {
  'item-ids': 'item_ids.txt',
  'item-file': 'the .item file',
  'row-numbers': 'the rows of the features',
  interactions: 'the interactions',
  store: 'the store',
};

/** The report of `import` for people: what was read, what became of it, and what was left out and why. */
export function importText(report: ImportReport, dataFolder: string): string {
  const { stored, dryRun } = report;
  return [
    `${dryRun ? 'would import' : 'imported'} "${report.dataset}"`,
    ...report.files.map(({ file, as }) => `  ${as}: ${basename(file)}`),
    ...report.ignored.map(
      ({ file, reason }) => `  left alone: ${basename(file)}, ${oneLine(reason, REASON_WIDTH)}`,
    ),
    textTable(countRows(report), '  '),
    ...malformedLines(report),
    `${stored.videos} rows and ${stored.interactions} interactions in ${dataFolder} · ${report.clusters} clusters · ${duration(report.seconds)}`,
    ...(dryRun ? ['nothing was written'] : []),
  ].join('\n');
}

/** Counts of 0 that say nothing are left out. */
function countRows({ items, interactions, features, users }: ImportReport): string[][] {
  const rows: [string, number, string, boolean][] = [
    ['items', items.total, `from ${SOURCES[items.source]}`, true],
    ['  added', items.added, '', false],
    ['  replaced', items.replaced, 'their vectors were others before', false],
    ['  updated', items.updated, 'title, tags or metadata changed', false],
    ['  unchanged', items.unchanged, '', false],
    ['  repeated', items.repeated, 'the first line of an item counts', false],
    ['  without features', items.withoutFeatures, 'stored without any vector', false],
    ...features.flatMap(({ modality, rows: count, width, type, zero, notFinite, duplicated }) => {
      const lines: [string, number, string, boolean][] = [
        [modality, count, `rows of ${width} ${type}`, true],
        ['  zero', zero, 'items stored without this modality', false],
        ['  not finite', notFinite, 'items stored without this modality', false],
        ['  duplicated', duplicated, 'equal to an earlier row; kept', false],
      ];
      return lines;
    }),
    ['interactions', interactions.read, `of ${interactions.users} users`, true],
    ['  added', interactions.added, '', false],
    ['  unchanged', interactions.unchanged, '', false],
    ['  duplicates', interactions.duplicates, 'the same in everything; stored once', false],
    ['  below rating', interactions.belowRating, 'left out', false],
    ['  unknown items', interactions.unknownItems, 'stored, used once the item is', false],
    ['  train', interactions.train, '', false],
    ['  valid', interactions.valid, '', false],
    ['  test', interactions.test, '', false],
    ['  without split', interactions.withoutSplit, '', false],
    ['users', users, 'described in the .user file; not stored', false],
  ];
  return rows
    .filter(([, count, , isShown]) => isShown || count > 0)
    .map(([name, count, note]) => [name, String(count), note]);
}

function malformedLines({ malformed }: ImportReport): string[] {
  if (malformed.count === 0) return [];
  const shown = malformed.listed
    .slice(0, MALFORMED_SHOWN)
    .map(({ file, line, reason }) => `  ${oneLine(`${file}:${line}: ${reason}`, REASON_WIDTH)}`);
  const rest = malformed.count - shown.length;
  return [
    `left out: ${malformed.count} malformed rows`,
    ...shown,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
