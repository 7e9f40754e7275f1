import type { ArmState, Exposure, Play } from './run-arm.js';
import type { SimulatedItem } from './simulated-item.js';

/** One metric, user by user: its value is Σ numerator / Σ denominator over the users. */
export interface UserRatios {
  /** [users] */
  readonly numerator: Float64Array;
  /** [users] */
  readonly denominator: Float64Array;
}

/** The online metrics of the paper, section 3.1, measured on simulated users. */
export const ONLINE_METRICS = [
  'playCount',
  'activeDays',
  'exposedCluster',
  'surpriseCluster',
  'longViewShare',
] as const;
export type OnlineMetric = (typeof ONLINE_METRICS)[number];

/**
 * playCount: videos played per user. activeDays: days with at least one play per user. exposedCluster: different clusters
 * in the lists that a user gets on a day, a mean over users and days. surpriseCluster: share of the plays that are long
 * views of a cluster that the user had never watched for long. longViewShare: share of the plays that are long views.
 */
export function armMetrics(options: {
  readonly items: readonly SimulatedItem[];
  readonly plays: readonly Play[];
  readonly exposures: readonly Exposure[];
  /** As it was when the arm began. */
  readonly start: ArmState;
  /** [plays of the past] what was played before the arm began, for what is no surprise */
  readonly past: readonly Play[];
}): Record<OnlineMetric, UserRatios> {
  const { items, plays, exposures, start, past } = options;
  const users = start.users.length;
  const clusterOf = (item: number): number => (items[item] as SimulatedItem).clusterId;
  const playCount = counts(users, 1);
  const activeDays = counts(users, 1);
  const exposedCluster = counts(users, 0);
  const surpriseCluster = counts(users, 0);
  const longViewShare = counts(users, 0);
  const liked = Array.from({ length: users }, () => new Set<number>());
  for (const { user, item, longView } of past) if (longView) liked[user]?.add(clusterOf(item));
  const days = Array.from({ length: users }, () => new Set<number>());
  for (const { user, item, day, longView } of plays) {
    add(playCount.numerator, user, 1);
    add(surpriseCluster.denominator, user, 1);
    add(longViewShare.denominator, user, 1);
    if (days[user]?.has(day) === false) add(activeDays.numerator, user, 1);
    days[user]?.add(day);
    if (!longView) continue;
    add(longViewShare.numerator, user, 1);
    if (liked[user]?.has(clusterOf(item)) === false) add(surpriseCluster.numerator, user, 1);
    liked[user]?.add(clusterOf(item));
  }
  for (const [userDay, clusters] of clustersByDay(exposures, clusterOf)) {
    add(exposedCluster.numerator, userDay.user, clusters.size);
    add(exposedCluster.denominator, userDay.user, 1);
  }
  return { playCount, activeDays, exposedCluster, surpriseCluster, longViewShare };
}

function clustersByDay(exposures: readonly Exposure[], clusterOf: (item: number) => number) {
  const found = new Map<string, readonly [{ readonly user: number }, Set<number>]>();
  for (const { user, day, items } of exposures) {
    const key = `${user} ${day}`;
    const [, clusters] = found.get(key) ?? [{ user }, new Set<number>()];
    for (const item of items) clusters.add(clusterOf(item));
    found.set(key, [{ user }, clusters]);
  }
  return found.values();
}

function counts(users: number, denominator: number): UserRatios {
  return { numerator: new Float64Array(users), denominator: new Float64Array(users).fill(denominator) };
}

function add(values: Float64Array, at: number, by: number): void {
  values[at] = (values[at] as number) + by;
}

/** Σ numerator / Σ denominator; `undefined` when nothing was counted. */
export function ratioOf({ numerator, denominator }: UserRatios): number | undefined {
  const below = denominator.reduce((sum, value) => sum + value, 0);
  return below === 0 ? undefined : numerator.reduce((sum, value) => sum + value, 0) / below;
}
