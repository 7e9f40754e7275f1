/** What the page knows about a player. */
export interface WatchState {
  /** The video moves: it is not paused, does not wait for data, and has not ended. */
  readonly isPlaying: boolean;
  /** The page is in sight. */
  readonly isVisible: boolean;
}

/** Measures how long somebody watched: only what was played while it could be seen. */
export interface WatchClock {
  /** Tells what has changed; what did not change may be left out. */
  change(state: Partial<WatchState>): void;
  /** Seconds watched so far, over all repeats of a looping clip, and starts again from 0. */
  take(): number;
  /** Counts up to now; to be called while something plays. */
  tick(): void;
}

/**
 * A gap that a timer cannot explain – the machine slept – is not counted: nobody watched. `tick` has to be called more
 * often than this while something plays.
 */
const LONGEST_GAP_MS = 5000;

/** `now` in milliseconds; it never goes back (`performance.now`). */
export function createWatchClock(now: () => number): WatchClock {
  let state: WatchState = { isPlaying: false, isVisible: true };
  let watchedMs = 0;
  let countedUntil = now();

  const count = (): void => {
    const at = now();
    const gap = at - countedUntil;
    if (state.isPlaying && state.isVisible && gap > 0 && gap <= LONGEST_GAP_MS) watchedMs += gap;
    countedUntil = at;
  };

  return {
    tick: count,
    change: (changed) => {
      count();
      state = { ...state, ...changed };
    },
    take: () => {
      count();
      const taken = watchedMs / 1000;
      watchedMs = 0;
      return taken;
    },
  };
}
