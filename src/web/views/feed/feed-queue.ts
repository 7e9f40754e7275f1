/** Which clip is shown, what comes next, and what was there before. */
export interface FeedQueue<Clip extends { readonly id: string }> {
  readonly current: Clip | undefined;
  /** The next clips in order; the first is worth loading ahead. */
  readonly upcoming: readonly Clip[];
  /** Clips before the current one, oldest first. */
  readonly past: readonly Clip[];
  /** Ids that must not be shown again: everything that was shown. */
  readonly shown: ReadonlySet<string>;
  /** Replaces what waits by newer recommendations; clips that were shown, or come twice, are left out. */
  offer(clips: readonly Clip[]): FeedQueue<Clip>;
  /** Goes on; the same queue where nothing waits. */
  next(): FeedQueue<Clip>;
  /** Goes back; the clip that was shown waits as the next. */
  previous(): FeedQueue<Clip>;
}

interface State<Clip> {
  readonly past: readonly Clip[];
  readonly current: Clip | undefined;
  readonly upcoming: readonly Clip[];
  /** How many of `upcoming` were shown already and wait because somebody went back. */
  readonly seenAgain: number;
}

export function createFeedQueue<Clip extends { readonly id: string }>(): FeedQueue<Clip> {
  return queueOf<Clip>({ past: [], current: undefined, upcoming: [], seenAgain: 0 });
}

function queueOf<Clip extends { readonly id: string }>(state: State<Clip>): FeedQueue<Clip> {
  const { past, current, upcoming, seenAgain } = state;
  const again = upcoming.slice(0, seenAgain);
  const shown = new Set([...past, ...(current === undefined ? [] : [current]), ...again].map(({ id }) => id));
  const next = (): State<Clip> => {
    const [first, ...rest] = upcoming;
    if (first === undefined) return state;
    return {
      past: current === undefined ? past : [...past, current],
      current: first,
      upcoming: rest,
      seenAgain: Math.max(0, seenAgain - 1),
    };
  };
  return {
    past,
    current,
    upcoming,
    shown,
    offer: (clips) => {
      const taken = new Set(shown);
      const fresh = clips.filter(({ id }) => !taken.has(id) && taken.add(id));
      const offered = { past, current, upcoming: [...again, ...fresh], seenAgain };
      const filled = queueOf(offered);
      return current === undefined ? filled.next() : filled;
    },
    next: () => queueOf(next()),
    previous: () => {
      const before = past.at(-1);
      if (before === undefined || current === undefined) return queueOf(state);
      return queueOf({
        past: past.slice(0, -1),
        current: before,
        upcoming: [current, ...upcoming],
        seenAgain: seenAgain + 1,
      });
    },
  };
}
