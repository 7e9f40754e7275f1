import { Random } from '../../src/math/random.js';
import { keyedNoise } from './keyed-noise.js';
import { latentInterests } from './latent-users.js';
import type { SimulatedItem } from './simulated-item.js';
import type { WorldSettings } from './world-settings.js';

/** What a user did with one video that was shown. */
export interface SimulatedResponse {
  readonly watchSeconds: number;
  readonly goesOn: boolean;
  /** How much they liked it; moves the wish to come back and is seen by nobody. */
  readonly appeal: number;
}

/**
 * Videos and users of one simulation. Interests, quality and taste are inside; only responses come out. All chance is
 * keyed, so a response depends on who sees what when, and not on which policy showed it.
 */
export interface SimulatedWorld {
  readonly items: readonly SimulatedItem[];
  readonly users: number;
  readonly days: number;
  /** First day of a video, from 0. */
  arrivalDay(item: number): number;
  /** First day of a user, from 0. */
  joinDay(user: number): number;
  /** Does the user open the app on a day? @param pleasure mean appeal of the last sessions */
  opens(user: number, day: number, pleasure: number): boolean;
  /** Second of the day at which a session starts. */
  sessionSecond(user: number, day: number): number;
  respond(shown: {
    readonly user: number;
    readonly item: number;
    readonly day: number;
    /** Videos played in the session before. */
    readonly position: number;
  }): SimulatedResponse;
}

const SECONDS_FROM = 6 * 3600;
const SECONDS_SPAN = 17 * 3600;
const STREAM = {
  quality: 1,
  taste: 2,
  mood: 3,
  swipe: 4,
  goOn: 5,
  opens: 6,
  arrival: 7,
  second: 8,
  habit: 9,
};

export function simulatedWorld(options: {
  readonly items: readonly SimulatedItem[];
  readonly users: number;
  /** Days that users live through, warm-up and all. */
  readonly days: number;
  /** Day from which new users come. */
  readonly newUsersFrom: number;
  readonly settings: WorldSettings;
  readonly seed: number;
}): SimulatedWorld {
  const { items, users, days, newUsersFrom, settings, seed } = options;
  const noise = Object.fromEntries(
    Object.entries(STREAM).map(([name, stream]) => [name, keyedNoise(seed, stream)]),
  ) as Readonly<Record<keyof typeof STREAM, ReturnType<typeof keyedNoise>>>;
  const interests = Array.from({ length: users }, (_, user) =>
    latentInterests({ items, days, settings, random: new Random(noise.habit.word(user)) }),
  );
  const appealOf = (user: number, item: number, day: number): number =>
    settings.interestWeight * (interests[user]?.[day]?.[item] ?? 0) +
    settings.qualityWeight * noise.quality.normal(item) +
    settings.tasteWeight * noise.taste.normal(user, item) +
    settings.moodWeight * noise.mood.normal(user, item, day);
  return {
    items,
    users,
    days,
    arrivalDay: (item) =>
      noise.arrival.uniform(item, 0) < settings.coldShare
        ? Math.floor(noise.arrival.uniform(item, 1) * days)
        : 0,
    joinDay: (user) => (user < Math.round(settings.newUserShare * users) ? newUsersFrom : 0),
    opens(user, day, pleasure) {
      const logit = 0.3 + noise.habit.normal(user, 1) + settings.returnAppeal * pleasure;
      return noise.opens.uniform(user, day) < logistic(logit);
    },
    sessionSecond: (user, day) => SECONDS_FROM + Math.floor(noise.second.uniform(user, day) * SECONDS_SPAN),
    respond({ user, item, day, position }) {
      const appeal = appealOf(user, item, day);
      const { durationSeconds } = items[item] as SimulatedItem;
      const swiped = noise.swipe.uniform(user, item, day) < logistic(settings.swipeLogit - appeal);
      const watchSeconds = swiped
        ? Math.min(durationSeconds, 0.3 + 1.2 * noise.swipe.uniform(user, item, day, 1))
        : watchedSeconds(appeal, durationSeconds, settings);
      const goOn = settings.goOnLogit + settings.goOnAppeal * appeal - settings.goOnFatigue * position;
      const goesOn =
        position + 1 < settings.maximumSessionVideos &&
        noise.goOn.uniform(user, day, position) < logistic(goOn);
      return { watchSeconds, goesOn, appeal };
    },
  };
}

/** Grows with appeal and, more slowly than the duration, with the duration: the duration bias of D2Q. */
function watchedSeconds(appeal: number, durationSeconds: number, settings: WorldSettings): number {
  const { durationExponent, tenSecondShare, appealEffect, replayCap } = settings;
  const scale = tenSecondShare * 10 ** (1 - durationExponent);
  const seconds = scale * durationSeconds ** durationExponent * Math.exp(appealEffect * appeal);
  return Math.min(seconds, replayCap * durationSeconds);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
