import { useEffect, useMemo, useState } from 'preact/hooks';
import type { VideoSummary } from '../../../client/index.js';
import { libraryVersion } from '../../changes.js';
import { client } from '../../client.js';
import { isUnfiltered, type LibraryFilters } from '../../library-filters.js';
import { composeWhere } from './compose-where.js';
import { createPager, type Page, type Pager, type PagerState } from './pager.js';

/** As many as the service gives at once. */
const PAGE = 200;

/** The last list, so that the back button finds it as it was. */
let kept: { readonly key: string; readonly pager: Pager<VideoSummary>; change: () => void } | undefined;

export interface LibraryList extends PagerState<VideoSummary> {
  /** The items are those of former filters; the new ones are on their way. */
  readonly isStale: boolean;
  readonly need: (count: number) => void;
  readonly retry: () => void;
}

/** Videos for the filters, page by page. Former ones stay on show until the first new page is there. */
export function useLibraryList(filters: LibraryFilters): LibraryList {
  const key = JSON.stringify([filters.text, composeWhere(filters), filters.order, libraryVersion.value]);
  const [, redraw] = useState(0);
  const pager = useMemo(() => pagerFor(key, filters), [key]);
  const [shown, setShown] = useState(pager);

  useEffect(() => {
    const change = () => {
      const { items, isLoading, error } = pager.state();
      if (items.length > 0 || !isLoading || error !== undefined) setShown(pager);
      redraw((count) => count + 1);
    };
    if (kept?.pager === pager) kept.change = change;
    pager.need(1);
    change();
    return () => pager.stop();
  }, [pager]);

  return {
    ...shown.state(),
    isLoading: pager.state().isLoading,
    error: pager.state().error,
    isStale: shown !== pager,
    need: pager.need,
    retry: pager.retry,
  };
}

function pagerFor(key: string, filters: LibraryFilters): Pager<VideoSummary> {
  if (kept?.key === key) return kept.pager;
  const pager = createPager<VideoSummary>({
    loadPage: (cursor, signal) => loadPage(filters, cursor, signal),
    onChange: () => entry.change(),
  });
  const entry = { key, pager, change: () => {} };
  kept = entry;
  return pager;
}

async function loadPage(
  filters: LibraryFilters,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<VideoSummary>> {
  const where = composeWhere(filters);
  const shared = {
    ...(cursor === undefined ? {} : { cursor }),
    ...(where === undefined ? {} : { where }),
  };
  if (filters.text === '') {
    const page = await client.listVideos({ ...shared, limit: PAGE, order: filters.order }, { signal });
    return { items: page.videos, total: page.total, nextCursor: page.nextCursor };
  }
  const body = { ...shared, text: filters.text, mode: 'auto', k: PAGE } as const;
  const page = await client.search({ body }, { signal });
  return { items: page.hits.map((hit) => hit.video), nextCursor: page.nextCursor };
}

/** Nothing is stored at all, rather than nothing found. */
export function isEmptyLibrary(filters: LibraryFilters, list: LibraryList): boolean {
  return isUnfiltered(filters) && list.isDone && !list.isStale && list.items.length === 0;
}
