import { VidtokenError } from '../../src/core/errors.js';
import { type VideoId, videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import type { StoredIdentity } from '../../src/core/store.js';
import { metadataHash } from '../../src/store/metadata-hash.js';
import type { ItemVectors } from './feature-files.js';
import { FeatureTally } from './feature-tally.js';
import type { DatasetSurvey, ImportTarget } from './import-session.js';
import { importedUri, itemHash, itemRecord, textsOf } from './item-record.js';

/** Rows of one commit: 4 MB at 512 numbers each. */
const ROWS_PER_COMMIT = 2048;

export interface ItemCounts {
  added: number;
  replaced: number;
  updated: number;
  unchanged: number;
}

export interface WrittenItems {
  readonly counts: ItemCounts;
  readonly tally: FeatureTally;
}

type Fate = keyof ItemCounts;

/**
 * Brings the items of a data set into `videos`, a commit at a time: a killed import goes on where it stopped, because
 * what is stored already is recognised by its hash. An item whose vectors changed keeps its interactions.
 * @throws VidtokenError `invalid-value` before anything is written when a video of another origin has an item's id.
 */
export async function writeItems(survey: DatasetSurvey, target: ImportTarget): Promise<WrittenItems> {
  const { items, files } = survey;
  const { context, store } = target;
  const counts: ItemCounts = { added: 0, replaced: 0, updated: 0, unchanged: 0 };
  const tally = new FeatureTally();
  const stored = (await store?.videos.identitiesById(items.ids.map((id) => videoId(id)))) ?? new Map();
  requireOwn(stored.values(), files.name);
  const progress = context.progress.stage({ name: 'items', unit: 'items', total: items.ids.length });
  let row = 0;
  try {
    for await (const chunk of chunksOf(survey, context.signal)) {
      const fates = chunk.map((vectors) => {
        const id = items.ids[row] as string;
        row += 1;
        const item = { dataset: files.name, id, vectors: tally.usable(vectors), facts: items.facts.get(id) };
        return { item, fate: fateOf(item, stored.get(videoId(id))) };
      });
      for (const { fate } of fates) counts[fate] += 1;
      await writeChunk(fates, target);
      progress.advance(chunk.length);
    }
  } finally {
    progress.done();
  }
  return { counts, tally };
}

type Item = Parameters<typeof itemRecord>[0];

function fateOf(item: Item, stored: StoredIdentity | undefined): Fate {
  if (stored === undefined) return 'added';
  if (stored.contentHash !== itemHash(item)) return 'replaced';
  return stored.metadataHash === metadataHash(textsOf(item.facts)) ? 'unchanged' : 'updated';
}

async function writeChunk(
  chunk: readonly { readonly item: Item; readonly fate: Fate }[],
  { context, store, journal }: ImportTarget,
): Promise<void> {
  const changed = chunk.filter(({ fate }) => fate !== 'unchanged');
  if (store === undefined || journal === undefined || changed.length === 0) return;
  await journal.begin();
  const stamp = { batch: journal.id, nowMs: context.clock() };
  const replaced = changed.filter(({ fate }) => fate === 'replaced').map(({ item }) => videoId(item.id));
  if (replaced.length > 0) await store.videos.delete(replaced, { keepInteractions: true });
  const kept = await keptRows(
    changed.filter(({ fate }) => fate === 'updated').map(({ item }) => videoId(item.id)),
    store,
  );
  const records = changed.map(({ item }): VideoRecord => {
    const fresh = itemRecord(item, stamp);
    const before = kept.get(fresh.id);
    if (before === undefined) return fresh;
    const { title: _title, ...rest } = before;
    return { ...rest, ...textsOf(item.facts), updatedAtMs: stamp.nowMs };
  });
  await store.videos.upsert(records, undefined);
}

/** A row that only changes its texts keeps its cluster and the day it came. */
async function keptRows(
  ids: readonly VideoId[],
  store: NonNullable<ImportTarget['store']>,
): Promise<ReadonlyMap<VideoId, VideoRecord>> {
  const rows = ids.length === 0 ? [] : await store.videos.get(ids);
  return new Map(rows.map((record) => [record.id, record]));
}

async function* chunksOf(
  { features, items }: DatasetSurvey,
  signal: AbortSignal,
): AsyncGenerator<readonly ItemVectors[], void, void> {
  if (features.rows !== undefined) {
    yield* features.chunks({ rowsPerChunk: ROWS_PER_COMMIT, signal });
    return;
  }
  for (let start = 0; start < items.ids.length; start += ROWS_PER_COMMIT) {
    signal.throwIfAborted();
    yield items.ids.slice(start, start + ROWS_PER_COMMIT).map(() => ({}));
  }
}

function requireOwn(stored: Iterable<StoredIdentity>, dataset: string): void {
  const prefix = importedUri(dataset);
  for (const { id, uri } of stored) {
    if (uri.startsWith(prefix)) continue;
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The store has a video "${id}" of another origin (${uri}); the data set "${dataset}" has an item of that id.`,
      hint: 'Import into a store of its own with --data <folder>, or import the file of its interactions alone.',
      facts: { id, uri, dataset },
    });
  }
}
