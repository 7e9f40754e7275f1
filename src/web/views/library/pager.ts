export interface Page<Item> {
  readonly items: readonly Item[];
  /** Of the whole list, where it is known. */
  readonly total?: number;
  readonly nextCursor: string | null;
}

export interface PagerState<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  readonly isLoading: boolean;
  /** All pages are there. */
  readonly isDone: boolean;
  /** Why the last page did not come. */
  readonly error: unknown;
}

export interface Pager<Item> {
  state(): PagerState<Item>;
  /** Loads pages, one after the other, until there are so many items or no more. */
  need(count: number): void;
  /** Goes on after an error. */
  retry(): void;
  /** Aborts what is under way. A later `need` begins again where it stopped. */
  stop(): void;
}

interface PagerOptions<Item> {
  readonly loadPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  readonly onChange: () => void;
}

/** A list that comes page by page through cursors. */
export function createPager<Item>({ loadPage, onChange }: PagerOptions<Item>): Pager<Item> {
  let state: PagerState<Item> = {
    items: [],
    total: undefined,
    isLoading: false,
    isDone: false,
    error: undefined,
  };
  let cursor: string | undefined;
  let wanted = 0;
  let abort: AbortController | undefined;

  const change = (part: Partial<PagerState<Item>>) => {
    state = { ...state, ...part };
    onChange();
  };
  const lacksItems = () => !state.isDone && state.error === undefined && state.items.length < wanted;

  const run = async () => {
    if (abort !== undefined || !lacksItems()) return;
    const own = new AbortController();
    abort = own;
    change({ isLoading: true });
    try {
      while (lacksItems()) {
        const page = await loadPage(cursor, own.signal);
        if (own.signal.aborted) return;
        cursor = page.nextCursor ?? undefined;
        change({
          items: [...state.items, ...page.items],
          total: page.total ?? state.total,
          isDone: page.nextCursor === null,
        });
      }
      abort = undefined;
      change({ isLoading: false });
    } catch (error) {
      if (own.signal.aborted) return;
      abort = undefined;
      change({ isLoading: false, error });
    }
  };

  return {
    state: () => state,
    need(count) {
      wanted = Math.max(wanted, count);
      void run();
    },
    retry() {
      state = { ...state, error: undefined };
      void run();
    },
    stop() {
      abort?.abort();
      abort = undefined;
      state = { ...state, isLoading: false };
    },
  };
}
