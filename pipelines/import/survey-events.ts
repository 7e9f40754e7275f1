import type { ImportReport } from '../../src/core/reports/import-report.js';
import type { DatasetFiles } from '../../src/dataset/recognise-files.js';
import { interactionKey } from './interaction-key.js';
import type { MalformedRows } from './malformed-rows.js';
import { isRatedEnough, readEvents } from './read-events.js';

type EventCounts = Omit<ImportReport['interactions'], 'added' | 'unchanged' | 'unknownItems'>;

/** What the interaction files say, before anything is written. */
export interface EventSurvey {
  readonly counts: EventCounts;
  /** How many different events are about each item, in the order of their first event. */
  readonly itemEvents: ReadonlyMap<string, number>;
}

/** Reads all events once. Memory: a key for each event, and every item and user. */
export async function surveyEvents(options: {
  readonly files: DatasetFiles;
  readonly minimumRating: number | undefined;
  readonly malformed: MalformedRows;
  readonly signal: AbortSignal;
}): Promise<EventSurvey> {
  const { files, minimumRating, malformed, signal } = options;
  const counts = {
    read: 0,
    duplicates: 0,
    belowRating: 0,
    users: 0,
    train: 0,
    valid: 0,
    test: 0,
    withoutSplit: 0,
  };
  const keys = new Set<string>();
  const users = new Set<string>();
  const itemEvents = new Map<string, number>();
  for await (const { row } of readEvents(files, signal)) {
    if (row.kind === 'malformed') {
      malformed.add(row);
      continue;
    }
    counts.read += 1;
    const before = keys.size;
    if (!isRatedEnough(row, minimumRating)) counts.belowRating += 1;
    else if (keys.add(interactionKey(files.name, row)).size === before) counts.duplicates += 1;
    else {
      counts[row.split ?? 'withoutSplit'] += 1;
      users.add(row.userId);
      itemEvents.set(row.itemId, (itemEvents.get(row.itemId) ?? 0) + 1);
    }
  }
  return { counts: { ...counts, users: users.size }, itemEvents };
}
