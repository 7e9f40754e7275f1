import type { SplitEvent } from './pairs.js';

/**
 * The largest set of pairs in which every user and every item has at least `minimum` of them. It is counted over all
 * parts of a split, as the published sets are made; that lets a test pair decide whether a rare item is a candidate.
 */
export function kCore(pairs: readonly SplitEvent[], minimum: number): readonly SplitEvent[] {
  let core = pairs;
  for (;;) {
    const users = tally(core, ({ user }) => user);
    const items = tally(core, ({ item }) => item);
    const kept = core.filter(
      ({ user, item }) => (users.get(user) ?? 0) >= minimum && (items.get(item) ?? 0) >= minimum,
    );
    if (kept.length === core.length) return core;
    core = kept;
  }
}

function tally(pairs: readonly SplitEvent[], keyOf: (pair: SplitEvent) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(keyOf(pair), (counts.get(keyOf(pair)) ?? 0) + 1);
  return counts;
}
