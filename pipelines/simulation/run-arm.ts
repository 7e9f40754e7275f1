import type { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import type { VideoId } from '../../src/core/ids.js';
import { keyedNoise } from './keyed-noise.js';
import type { SimulatedItem } from './simulated-item.js';
import type { SimulatedWorld } from './simulated-world.js';
import type { WatchPolicy } from './watch-policy.js';

/** One video that was shown to a user and played. */
export interface Play {
  readonly user: number;
  readonly item: number;
  readonly day: number;
  readonly watch: Watch & { readonly durationSeconds: number; readonly atMs: number };
  readonly longView: boolean;
}

/** One list of recommendations. */
export interface Exposure {
  readonly user: number;
  readonly day: number;
  readonly items: readonly number[];
}

/** What users carry from day to day. */
export interface UserState {
  readonly watches: Watch[];
  readonly seen: Set<number>;
  /** Moving mean of the appeal of the sessions. */
  pleasure: number;
}

export interface ArmState {
  readonly users: readonly UserState[];
  /** [items] */
  readonly longViews: Float64Array;
}

export interface ArmOptions {
  readonly world: SimulatedWorld;
  readonly gallery: TokenGallery;
  readonly policy: WatchPolicy;
  /** Changed while it runs; give a copy. */
  readonly state: ArmState;
  readonly fromDay: number;
  /** Exclusive. */
  readonly toDay: number;
  readonly startMs: number;
  /** Videos that a policy may choose from at each request. */
  readonly poolSize: number;
  /** Videos in each list. */
  readonly listLength: number;
  readonly isLongView: (watch: Watch) => boolean;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onDay: () => void;
}

const DAY_MS = 86_400_000;
/** Between two videos. */
const SWIPE_SECONDS = 1;
const PLEASURE_MEMORY = 0.7;

export function emptyArmState(users: number, items: number): ArmState {
  return {
    users: Array.from({ length: users }, () => ({ watches: [], seen: new Set<number>(), pleasure: 0 })),
    longViews: new Float64Array(items),
  };
}

export function copyArmState({ users, longViews }: ArmState): ArmState {
  return {
    users: users.map(({ watches, seen, pleasure }) => ({
      watches: [...watches],
      seen: new Set(seen),
      pleasure,
    })),
    longViews: longViews.slice(),
  };
}

/** Lets every user live through some days with one policy. Same world, state and seed: same luck for every policy. */
export function runArm(options: ArmOptions): { readonly plays: Play[]; readonly exposures: Exposure[] } {
  const { world, state, signal } = options;
  const plays: Play[] = [];
  const exposures: Exposure[] = [];
  const arm = { ...options, plays, exposures, ...catalogue(world.items) };
  for (let day = options.fromDay; day < options.toDay; day += 1) {
    signal.throwIfAborted();
    const arrived = [...world.items.keys()].filter((item) => world.arrivalDay(item) <= day);
    const before = plays.length;
    for (const [user, { pleasure }] of state.users.entries()) {
      if (world.joinDay(user) <= day && world.opens(user, day, pleasure))
        playSession(arm, { user, day, arrived });
    }
    for (const { item, longView } of plays.slice(before)) {
      if (longView) state.longViews[item] = (state.longViews[item] as number) + 1;
    }
    options.onDay();
  }
  return { plays, exposures };
}

function catalogue(items: readonly SimulatedItem[]) {
  return {
    itemIds: items.map(({ itemId }) => itemId),
    tokens: new Map<VideoId, Float32Array>(items.map(({ itemId, token }) => [itemId, token])),
  };
}

type Arm = ArmOptions & { readonly plays: Play[]; readonly exposures: Exposure[] } & ReturnType<
    typeof catalogue
  >;

interface Session {
  readonly user: number;
  readonly day: number;
  /** Videos that are there on that day. */
  readonly arrived: readonly number[];
}

function playSession(arm: Arm, session: Session): void {
  const { world, state, policy } = arm;
  const { user, day } = session;
  const own = state.users[user] as UserState;
  let atMs = arm.startMs + day * DAY_MS + world.sessionSecond(user, day) * 1000;
  let position = 0;
  let appealSum = 0;
  for (let list = 0, goesOn = true; goesOn; list += 1) {
    const { tokens, itemIds, gallery, listLength } = arm;
    const items = policy.rank({
      watches: own.watches,
      nowMs: atMs,
      tokens,
      itemIds,
      gallery,
      candidates: pool(arm, session, list),
      longViews: state.longViews,
      limit: listLength,
      seed: keyedNoise(arm.seed, 101).word(user, day, list),
    });
    if (items.length > 0) arm.exposures.push({ user, day, items });
    goesOn = items.length > 0;
    for (const item of items) {
      const response = world.respond({ user, item, day, position });
      const { itemId, durationSeconds } = world.items[item] as SimulatedItem;
      const watch = { itemId, watchSeconds: response.watchSeconds, durationSeconds, atMs };
      arm.plays.push({ user, item, day, watch, longView: arm.isLongView(watch) });
      own.watches.push(watch);
      own.seen.add(item);
      atMs += Math.round(1000 * (response.watchSeconds + SWIPE_SECONDS));
      position += 1;
      appealSum += response.appeal;
      goesOn = response.goesOn;
      if (!goesOn) break;
    }
  }
  if (position > 0) {
    own.pleasure = PLEASURE_MEMORY * own.pleasure + (1 - PLEASURE_MEMORY) * (appealSum / position);
  }
}

/** The same random order of the videos for every arm, without those that the user has seen in this one. */
function pool(arm: Arm, { user, day, arrived }: Session, list: number): number[] {
  const { seen } = arm.state.users[user] as UserState;
  const noise = keyedNoise(arm.seed, 100);
  const unseen = arrived.filter((item) => !seen.has(item));
  const keys = new Map(unseen.map((item) => [item, noise.word(user, day, list, item)]));
  return unseen
    .sort((left, right) => (keys.get(left) as number) - (keys.get(right) as number))
    .slice(0, arm.poolSize);
}
