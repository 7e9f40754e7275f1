import type { VideoId } from '../../core/ids.js';
import type { VideoStore } from '../../core/store.js';
import type { SummaryRow } from '../../core/summary.js';
import { mergeSorted, pause, sortInSlices } from './in-slices.js';
import { createInterning, type LibraryVideo, toLibraryVideo } from './library-video.js';
import { spaceOfTokens } from './space-of-tokens.js';
import { addTokenRow, createTokenRows, type TokenRows } from './token-rows.js';
import { compareVideos } from './video-order.js';

/** All videos of one version of the store. */
export interface MemoryContent {
  /** In the order of their ids. */
  readonly videos: readonly LibraryVideo[];
  readonly byId: ReadonlyMap<VideoId, LibraryVideo>;
  /** Undefined before a model has embedded anything. */
  readonly tokens: TokenRows | undefined;
  /** Row of the gallery of each video with a token of its space. */
  readonly rowOf: ReadonlyMap<VideoId, number>;
}

/** Up to so many changed videos, or this share of all, are read alone; otherwise everything is read again. */
const CHANGES_LEAST = 1000;
const CHANGES_SHARE = 0.1;
/** Rows of the gallery that are no longer shown before it is made anew. */
const DEAD_SHARE = 0.2;
const IDS_PER_QUERY = 500;
/** Rows between two turns of the event loop. */
const PAGE_SIZE = 512;

const byIdOrder = compareVideos('id');

/** Reads all videos, a page at a time. */
export async function loadContent(store: VideoStore): Promise<MemoryContent> {
  const found = await spaceOfTokens(store);
  const tokens = found === undefined ? undefined : createTokenRows(found.space, found.tokens);
  const intern = createInterning();
  const videos: LibraryVideo[] = [];
  const rowOf = new Map<VideoId, number>();
  let hasRoom = true;
  for await (const page of store.videos.summaries({
    withTokens: tokens !== undefined,
    pageSize: PAGE_SIZE,
  })) {
    for (const row of page) {
      videos.push(toLibraryVideo(row, intern));
      const token = tokenOf(row, tokens);
      if (tokens === undefined || token === undefined) continue;
      const added = addTokenRow(tokens, row.id, token);
      if (added === undefined) hasRoom = false;
      else rowOf.set(row.id, added);
    }
    await pause();
  }
  // Many videos were written while these were read.
  if (!hasRoom) return loadContent(store);
  for (const row of rowOf.values()) tokens?.gallery.show(row);
  await tokens?.gallery.organise({ pause });
  const sorted = await sortInSlices(videos, byIdOrder);
  return { videos: sorted, byId: new Map(sorted.map((video) => [video.id, video])), tokens, rowOf };
}

/**
 * The next content, of which only what changed is read. It shares the gallery with the one before, which is wrong from
 * the moment in which this resolves. @returns undefined when everything has to be read again
 */
export async function updateContent(
  before: MemoryContent,
  store: VideoStore,
): Promise<MemoryContent | undefined> {
  const found = await spaceOfTokens(store);
  const { tokens } = before;
  if (found?.space.id !== tokens?.space.id || found?.space.dimension !== tokens?.space.dimension)
    return undefined;
  const changes = await findChanges(before, store);
  if (changes === undefined) return undefined;
  const rows = await readRows(store, changes.changed);
  const intern = createInterning();
  const changed = rows.map((row) => toLibraryVideo(row, intern));
  const added = new Map<VideoId, number>();
  for (const row of rows) {
    const token = tokenOf(row, tokens);
    if (tokens === undefined || token === undefined) continue;
    const place = keptRow(before, row.id, token) ?? addTokenRow(tokens, row.id, token);
    if (place === undefined) return undefined;
    added.set(row.id, place);
  }
  if (
    tokens !== undefined &&
    tokens.gallery.count * (1 - DEAD_SHARE) > (found?.tokens ?? 0) + CHANGES_LEAST
  ) {
    return undefined;
  }
  const gone = new Set([...changes.changed, ...changes.removed]);
  const kept = before.videos.filter(({ id }) => !gone.has(id));
  const videos = mergeSorted(kept, await sortInSlices(changed, byIdOrder), byIdOrder);
  const rowOf = new Map(before.rowOf);
  for (const id of gone) rowOf.delete(id);
  for (const [id, row] of added) rowOf.set(id, row);
  const byId = new Map(videos.map((video) => [video.id, video]));
  // Nothing waits from here on: whoever asks sees all of the old content or all of the new one.
  for (const id of gone) {
    const row = before.rowOf.get(id);
    if (row !== undefined && row !== added.get(id)) tokens?.gallery.hide(row);
  }
  for (const row of added.values()) tokens?.gallery.show(row);
  return { videos, byId, tokens, rowOf };
}

/** @returns undefined when they are so many that reading everything is quicker */
async function findChanges(before: MemoryContent, store: VideoStore) {
  const most = Math.max(CHANGES_LEAST, CHANGES_SHARE * before.videos.length);
  const seen = new Set<VideoId>();
  const changed: VideoId[] = [];
  for await (const page of store.videos.marks()) {
    for (const mark of page) {
      seen.add(mark.id);
      const known = before.byId.get(mark.id);
      const isSame =
        known !== undefined &&
        known.contentHash === mark.contentHash &&
        known.updatedAtMs === mark.updatedAtMs &&
        known.clusterId === mark.contentClusterId &&
        known.tokenClusterId === mark.tokenClusterId &&
        known.spaceId === mark.spaceId;
      if (!isSame) changed.push(mark.id);
    }
    if (changed.length > most) return undefined;
    await pause();
  }
  const removed = before.videos.flatMap(({ id }) => (seen.has(id) ? [] : [id]));
  return { changed, removed };
}

async function readRows(store: VideoStore, ids: readonly VideoId[]): Promise<SummaryRow[]> {
  const rows: SummaryRow[] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    const query = { ids: ids.slice(start, start + IDS_PER_QUERY), withTokens: true };
    for await (const page of store.videos.summaries(query)) rows.push(...page);
    await pause();
  }
  return rows;
}

function tokenOf(row: SummaryRow, tokens: TokenRows | undefined): Float32Array | undefined {
  return tokens !== undefined && row.spaceId === tokens.space.id ? (row.token ?? undefined) : undefined;
}

/** The row that a video has already, when its token is still the same. */
function keptRow({ tokens, rowOf }: MemoryContent, id: VideoId, token: Float32Array): number | undefined {
  const row = rowOf.get(id);
  if (row === undefined || tokens === undefined) return undefined;
  const stored = tokens.gallery.token(row);
  return token.every((value, at) => Object.is(value, stored[at])) ? row : undefined;
}
