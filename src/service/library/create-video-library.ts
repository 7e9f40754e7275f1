import type { PipelineContext } from '../../../pipelines/context.js';
import type { VideoStore } from '../../core/store.js';
import type { LibraryView } from './library-view.js';
import { loadContent, type MemoryContent, updateContent } from './memory-content.js';
import { memoryLibrary } from './memory-library.js';
import { spaceOfTokens } from './space-of-tokens.js';
import { createStoreLender } from './store-lender.js';
import { storedLibrary } from './stored-library.js';
import type { LibraryState, VideoLibrary } from './video-library.js';

const NO_VIDEOS: MemoryContent = { videos: [], byId: new Map(), tokens: undefined, rowOf: new Map() };
const NO_STORE: LibraryState = {
  videos: 0,
  withToken: 0,
  space: undefined,
  contentClusters: 0,
  canSearchByMeaning: false,
  index: 'memory',
  version: 0,
};

/** One version of the store as it is shown. */
interface Shown {
  readonly view: LibraryView;
  /** Equal marks: nothing was written in between. */
  readonly mark: string;
  /** Absent where the tables answer themselves. */
  readonly content?: MemoryContent;
}

/**
 * Opens the library of the store of a data folder and reads it. A folder without a store is a library without videos
 * until there is one.
 * @throws VidtokenError `store-corrupt`
 */
export async function createVideoLibrary(options: {
  readonly context: PipelineContext;
  /** Above so many videos the tables are asked instead of memory. */
  readonly videosInMemory: number;
}): Promise<VideoLibrary> {
  const { context, videosInMemory } = options;
  const lender = createStoreLender(context);
  const nothing: Shown = { view: memoryLibrary(NO_VIDEOS, NO_STORE), mark: '', content: NO_VIDEOS };
  let shown = nothing;
  let last: Promise<void> = Promise.resolve();

  const show = async (store: VideoStore, mark: string): Promise<Shown> => {
    const state = await readState(store);
    if (state.videos > videosInMemory) {
      const tokens = await spaceOfTokens(store);
      const stored: LibraryState = { ...state, space: tokens?.space, withToken: tokens?.tokens ?? 0 };
      return { view: storedLibrary({ lender, state: stored }), mark };
    }
    const updated = shown.content === undefined ? undefined : await updateContent(shown.content, store);
    const content = updated ?? (await loadContent(store));
    const { videos, rowOf, tokens } = content;
    const inMemory: LibraryState = {
      ...state,
      index: 'memory',
      videos: videos.length,
      withToken: rowOf.size,
      space: tokens?.space,
    };
    return { view: memoryLibrary(content, inMemory), mark, content };
  };
  const readAgain = async (): Promise<void> => {
    const identity = await lender.renew();
    if (identity === undefined) {
      shown = nothing;
      return;
    }
    await lender.read(async (store) => {
      const mark = `${identity} ${await store.videos.version()} ${await store.clusters.version()}`;
      if (mark !== shown.mark) shown = await show(store, mark);
    });
  };

  const library: VideoLibrary = {
    state: () => shown.view.state(),
    refresh() {
      // One after the other; what was written before the call is seen when it resolves.
      const turn = last.then(readAgain);
      last = turn.catch(() => undefined);
      return turn;
    },
    summaries: (ids) => shown.view.summaries(ids),
    page: (query) => shown.view.page(query),
    async nearest(query) {
      for (;;) {
        const { view } = shown;
        const hits = await view.nearest(query);
        // A new version shares the gallery: what was found while it came may lack videos.
        if (view === shown.view) return hits;
      }
    },
    tokens: (ids) => shown.view.tokens(ids),
    contentHash: (id) => shown.view.contentHash(id),
    facets: () => shown.view.facets(),
    candidates: () => shown.view.candidates(),
    read: (work) => lender.read(work),
    async close() {
      await last;
      await lender.close();
    },
  };
  try {
    await library.refresh();
  } catch (error) {
    await lender.close();
    throw error;
  }
  return library;
}

async function readState({ videos, clusters, schema }: VideoStore): Promise<LibraryState> {
  const version = await videos.version();
  return {
    ...NO_STORE,
    videos: await videos.count(),
    contentClusters: (await clusters.latest('content'))?.centroids.length ?? 0,
    canSearchByMeaning: schema.extractors.some(({ textAligned }) => textAligned === true),
    index: 'lancedb',
    version,
  };
}
