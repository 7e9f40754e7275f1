import { SPLITS, type Split } from '../../core/recommend.js';

/** One positive event; users and items by their numbers. */
export interface SplitEvent {
  readonly user: number;
  readonly item: number;
  /** Milliseconds since the epoch. */
  readonly atMs?: number;
  /** Part that the files name. */
  readonly split?: Split;
}

export interface Pairs {
  /** One for each pair of user and item, with its first known time and the earliest part that names it; by user, then item. */
  readonly pairs: readonly SplitEvent[];
  /** Events that went into a pair that was there already, and named no other part. */
  readonly repeated: number;
  /** Events that name a later part than their pair: the pair stays in the earlier one. */
  readonly leaked: number;
}

/**
 * Collapses events into pairs. What a user did with a video again is no second thing to learn, and must not be asked for
 * in a test when it was seen in training: a pair belongs to the earliest part that names it, train before valid before
 * test.
 */
export function collapsePairs(events: readonly SplitEvent[]): Pairs {
  const sorted = [...events].sort(byPair);
  const pairs: SplitEvent[] = [];
  let repeated = 0;
  let leaked = 0;
  for (const event of sorted) {
    const last = pairs.at(-1);
    if (last === undefined || last.user !== event.user || last.item !== event.item) {
      pairs.push(event);
      continue;
    }
    if (last.split === event.split || event.split === undefined) repeated += 1;
    else leaked += 1;
    const atMs = earliest(last.atMs, event.atMs);
    pairs[pairs.length - 1] = { ...last, ...(atMs === undefined ? {} : { atMs }) };
  }
  return { pairs, repeated, leaked };
}

/** By user, item and part: the first event of a pair names its earliest part, events without a part come last. */
function byPair(left: SplitEvent, right: SplitEvent): number {
  return left.user - right.user || left.item - right.item || rank(left.split) - rank(right.split);
}

function rank(split: Split | undefined): number {
  return split === undefined ? SPLITS.length : SPLITS.indexOf(split);
}

function earliest(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : Math.min(left, right);
}
