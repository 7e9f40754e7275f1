import type { UserRatios } from './arm-metrics.js';
import { keyedNoise } from './keyed-noise.js';
import type { ArmOptions, Play } from './run-arm.js';
import type { WatchPolicy } from './watch-policy.js';

/**
 * Recall@K of what users will watch for long: every policy ranks once, after the warm-up, all videos that a user has not
 * seen and that arrive before the end; the truth is the long views of the days after under random lists, so that no
 * policy has chosen what could be found. Users without a future long view are left out.
 */
export function futureRecall(options: {
  readonly arm: Omit<ArmOptions, 'policy' | 'onDay'>;
  readonly policy: WatchPolicy;
  /** Plays of the arm `random`. */
  readonly future: readonly Play[];
  readonly cutoff: number;
}): UserRatios {
  const { arm, policy, future, cutoff } = options;
  const { world, state, gallery, fromDay, toDay, startMs, seed } = arm;
  const users = state.users.length;
  const recall = { numerator: new Float64Array(users), denominator: new Float64Array(users) };
  const wanted = Array.from({ length: users }, () => new Set<number>());
  for (const { user, item, longView } of future) if (longView) wanted[user]?.add(item);
  const there = [...world.items.keys()].filter((item) => world.arrivalDay(item) < toDay);
  const itemIds = world.items.map(({ itemId }) => itemId);
  const tokens = new Map(world.items.map(({ itemId, token }) => [itemId, token]));
  for (const [user, { watches, seen }] of state.users.entries()) {
    const truth = wanted[user] ?? new Set<number>();
    if (truth.size === 0) continue;
    const ranked = policy.rank({
      watches,
      nowMs: startMs + fromDay * 86_400_000,
      tokens,
      itemIds,
      gallery,
      candidates: there.filter((item) => !seen.has(item)),
      longViews: state.longViews,
      limit: cutoff,
      seed: keyedNoise(seed, 104).word(user),
    });
    recall.numerator[user] = ranked.filter((item) => truth.has(item)).length / truth.size;
    recall.denominator[user] = 1;
  }
  return recall;
}
