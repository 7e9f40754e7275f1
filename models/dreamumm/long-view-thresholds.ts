import { sortedQuantile } from '../../src/math/quantile.js';
import { knownDuration } from './watch.js';

/** Threshold t of eq. 4 for every duration. Plain data: it can be stored as JSON with what was trained on it. */
export type LongViewThresholds = FittedThresholds | DefaultThresholds;

interface FittedThresholds {
  readonly kind: 'fitted';
  /** Ascending by duration; the last one reaches to infinity. */
  readonly groups: readonly DurationGroup[];
  /** For videos whose duration is not known: the quantile over all watches. */
  readonly unknownDurationSeconds: number;
}

export interface DurationGroup {
  /** Longest duration of the group in the log; longer videos than any in the log belong to the last group. */
  readonly upToSeconds: number;
  /** Quantile of the watch times in the group. */
  readonly thresholdSeconds: number;
  readonly watches: number;
}

interface DefaultThresholds {
  readonly kind: 'default';
  /** t = min(durationShare · duration, ceilingSeconds) */
  readonly durationShare: number;
  readonly ceilingSeconds: number;
  readonly unknownDurationSeconds: number;
}

/** Where there is no log to fit on: a choice, not a measurement. */
export const DEFAULT_THRESHOLDS: LongViewThresholds = {
  kind: 'default',
  durationShare: 0.6,
  ceilingSeconds: 18,
  unknownDurationSeconds: 6,
};

/**
 * Threshold in seconds for a video. A fitted one is at most the duration: the quantile of a group can lie above the
 * shortest videos in it, and those could not be long-viewed at all.
 */
export function longViewThreshold(thresholds: LongViewThresholds, durationSeconds?: number): number {
  const duration = knownDuration(durationSeconds);
  if (duration === undefined) return thresholds.unknownDurationSeconds;
  if (thresholds.kind === 'default') {
    return Math.min(thresholds.durationShare * duration, thresholds.ceilingSeconds);
  }
  const { groups } = thresholds;
  const group = groups.find(({ upToSeconds }) => duration <= upToSeconds) ?? groups.at(-1);
  return Math.min(group?.thresholdSeconds ?? thresholds.unknownDurationSeconds, duration);
}

interface FitOptions {
  /** Watched seconds, cut to what counts, and the duration where it is known. */
  readonly watches: Iterable<{ readonly watchSeconds: number; readonly durationSeconds?: number }>;
  readonly durationGroups: number;
  readonly longViewQuantile: number;
  readonly minimumGroupWatches: number;
}

interface Group {
  upToSeconds: number;
  watchSeconds: number[];
}

/**
 * Thresholds from a log in the manner of D2Q (Zhan et al. 2022): watches are split by duration into groups of equal
 * size, and t is a quantile of the watch times in the group, so that a long video is not liked more for its length.
 * Videos of one duration are never split; groups below the minimum are merged; where a group of longer videos has a
 * lower quantile than the one before, both become one, so that t never falls with the duration. A log with fewer
 * watches than one group needs gives `DEFAULT_THRESHOLDS`.
 */
export function fitLongViewThresholds(options: FitOptions): LongViewThresholds {
  const { longViewQuantile, minimumGroupWatches } = options;
  const known: { duration: number; watchSeconds: number }[] = [];
  const all: number[] = [];
  for (const { watchSeconds, durationSeconds } of options.watches) {
    if (!Number.isFinite(watchSeconds) || watchSeconds < 0) continue;
    all.push(watchSeconds);
    const duration = knownDuration(durationSeconds);
    if (duration !== undefined) known.push({ duration, watchSeconds });
  }
  if (known.length < minimumGroupWatches) return DEFAULT_THRESHOLDS;
  known.sort((left, right) => left.duration - right.duration);
  const size = Math.max(minimumGroupWatches, known.length / options.durationGroups);
  const groups = risingGroups(equalGroups(known, { size, minimumGroupWatches }), longViewQuantile);
  return {
    kind: 'fitted',
    groups: groups.map((group) => ({
      upToSeconds: group.upToSeconds,
      thresholdSeconds: sortedQuantile(group.watchSeconds, longViewQuantile),
      watches: group.watchSeconds.length,
    })),
    unknownDurationSeconds: sortedQuantile(ascending(all), longViewQuantile),
  };
}

/** @param known ascending by duration */
function equalGroups(
  known: readonly { readonly duration: number; readonly watchSeconds: number }[],
  sizes: { readonly size: number; readonly minimumGroupWatches: number },
): Group[] {
  const groups: Group[] = [];
  let open: Group | undefined;
  for (const { duration, watchSeconds } of known) {
    if (open === undefined || (open.watchSeconds.length >= sizes.size && duration > open.upToSeconds)) {
      open = { upToSeconds: duration, watchSeconds: [] };
      groups.push(open);
    }
    open.upToSeconds = duration;
    open.watchSeconds.push(watchSeconds);
  }
  const last = groups.at(-1);
  const before = groups.at(-2);
  if (last !== undefined && before !== undefined && last.watchSeconds.length < sizes.minimumGroupWatches) {
    groups.splice(-2, 2, merged(before, last));
  }
  return groups.map((group) => ({ ...group, watchSeconds: ascending(group.watchSeconds) }));
}

/** Pools adjacent groups until the quantile never falls from one to the next. */
function risingGroups(groups: readonly Group[], share: number): Group[] {
  const kept: Group[] = [];
  for (const group of groups) {
    let next = group;
    for (let before = kept.at(-1); before !== undefined; before = kept.at(-1)) {
      if (sortedQuantile(next.watchSeconds, share) >= sortedQuantile(before.watchSeconds, share)) break;
      kept.pop();
      next = merged(before, next);
    }
    kept.push(next);
  }
  return kept;
}

function merged(shorter: Group, longer: Group): Group {
  return {
    upToSeconds: longer.upToSeconds,
    watchSeconds: ascending([...shorter.watchSeconds, ...longer.watchSeconds]),
  };
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((left, right) => left - right);
}
