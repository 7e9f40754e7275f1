import { inChunks } from '../../src/core/async/in-chunks.js';
import type { InteractionRecord } from '../../src/core/recommend.js';
import type { DatasetSurvey, ImportTarget } from './import-session.js';
import { interactionRecord } from './interaction-key.js';
import { isRatedEnough, readEvents } from './read-events.js';

const EVENTS_PER_COMMIT = 50_000;

/** Brings the events of a data set into `interactions`; what is stored already is recognised by its key. */
export async function writeEvents(
  survey: DatasetSurvey,
  target: ImportTarget,
): Promise<{ readonly added: number; readonly unchanged: number }> {
  const { context, store, journal } = target;
  const { counts } = survey.events;
  const total = counts.read - counts.belowRating;
  const progress = context.progress.stage({ name: 'interactions', unit: 'interactions', total });
  let added = 0;
  let unchanged = 0;
  try {
    for await (const chunk of inChunks(records(survey, context.signal), EVENTS_PER_COMMIT)) {
      const unique = [...new Map(chunk.map((record) => [record.key, record])).values()];
      const known = (await store?.interactions.knownKeys(unique.map(({ key }) => key))) ?? new Set();
      const fresh = unique.filter(({ key }) => !known.has(key));
      if (fresh.length > 0 && journal !== undefined) {
        await journal.begin();
        await store?.interactions.upsert(fresh);
      }
      added += fresh.length;
      unchanged += unique.length - fresh.length;
      progress.advance(chunk.length);
    }
  } finally {
    progress.done();
  }
  return { added, unchanged };
}

/** Each event once: the survey has counted the others. */
async function* records(
  { files, minimumRating }: DatasetSurvey,
  signal: AbortSignal,
): AsyncGenerator<InteractionRecord, void, void> {
  const seen = new Set<string>();
  for await (const { source, row } of readEvents(files, signal)) {
    if (row.kind === 'malformed' || !isRatedEnough(row, minimumRating)) continue;
    const record = interactionRecord({ dataset: files.name, source }, row);
    const before = seen.size;
    if (seen.add(record.key).size > before) yield record;
  }
}
