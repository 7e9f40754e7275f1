import { describe, expect, expectTypeOf, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../models/dreamumm/long-view-thresholds.js';
import { isLongView } from '../../models/dreamumm/preference-score.js';
import { armMetrics, ratioOf } from '../../pipelines/simulation/arm-metrics.js';
import { dreamUmmPolicy } from '../../pipelines/simulation/dreamumm-policies.js';
import { futureRecall } from '../../pipelines/simulation/future-recall.js';
import {
  galleryOf,
  generateWatchLog,
  toInteractions,
} from '../../pipelines/simulation/generate-watch-log.js';
import { keyedNoise } from '../../pipelines/simulation/keyed-noise.js';
import { relativeDifference } from '../../pipelines/simulation/relative-difference.js';
import { copyArmState, runArm } from '../../pipelines/simulation/run-arm.js';
import {
  lastWatchedPolicy,
  plainMeanPolicy,
  popularityPolicy,
  randomPolicy,
  recencyMeanPolicy,
} from '../../pipelines/simulation/simple-policies.js';
import type { SimulatedItem } from '../../pipelines/simulation/simulated-item.js';
import { type SimulatedWorld, simulatedWorld } from '../../pipelines/simulation/simulated-world.js';
import type { PolicyInput, WatchPolicy } from '../../pipelines/simulation/watch-policy.js';
import { worldSettings } from '../../pipelines/simulation/world-settings.js';
import { spaceId, videoId } from '../../src/core/ids.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';

const signal = new AbortController().signal;
const settings = worldSettings.parse({});
const reading = { thresholds: DEFAULT_THRESHOLDS, maximumWatchRatio: 1 };
const DAY_MS = 86_400_000;

const items: readonly SimulatedItem[] = (() => {
  const random = new Random(2);
  return Array.from({ length: 150 }, (_, at) => ({
    itemId: videoId(`v${at}`),
    token: normalised(Float32Array.from({ length: 12 }, () => random.normal())),
    durationSeconds: [4, 12, 40][at % 3] as number,
    clusterId: at % 10,
  }));
})();
const gallery = galleryOf(items);

function worldOf(seed = 1, changes: Partial<Parameters<typeof simulatedWorld>[0]> = {}): SimulatedWorld {
  return simulatedWorld({ items, users: 40, days: 6, newUsersFrom: 3, settings, seed, ...changes });
}

function logOf(seed = 1, world = worldOf(seed)) {
  return generateWatchLog({ world, gallery, days: 3, startMs: 1000, seed, signal, onDay: () => {} });
}

const log = logOf();
const arm = {
  world: worldOf(),
  gallery,
  fromDay: 3,
  toDay: 6,
  startMs: 1000,
  poolSize: 50,
  listLength: 8,
  isLongView: (watch: Parameters<typeof isLongView>[0]) => isLongView(watch, reading),
  seed: 1,
  signal,
  onDay: () => {},
};

function metricsOf(policy: WatchPolicy) {
  const { plays, exposures } = runArm({ ...arm, policy, state: copyArmState(log.state) });
  return {
    plays,
    exposures,
    metrics: armMetrics({ items, plays, exposures, start: log.state, past: log.plays }),
  };
}

const dreamUmm = dreamUmmPolicy({
  id: 'dreamumm',
  purpose: 'test',
  spaceId: spaceId('s'),
  preference: { ...reading, alphaPerSecond: 0.5 },
});

describe('the simulated watch log', () => {
  it('is the same for a seed and another for another', () => {
    expect(logOf().plays).toEqual(log.plays);
    expect(logOf(2).plays).not.toEqual(log.plays);
    expect(log.plays.length).toBeGreaterThan(200);
  });

  it('never watches longer than the replay cap, less than nothing, or before the start', () => {
    for (const { watch, day } of log.plays) {
      expect(watch.watchSeconds).toBeGreaterThan(0);
      expect(watch.watchSeconds).toBeLessThanOrEqual(settings.replayCap * watch.durationSeconds);
      expect(watch.atMs).toBeGreaterThanOrEqual(1000 + day * DAY_MS);
    }
  });

  it('watches longer videos longer, but a smaller share of them', () => {
    const of = (durationSeconds: number) => {
      const own = log.plays.filter(({ watch }) => watch.durationSeconds === durationSeconds);
      return own.reduce((sum, { watch }) => sum + watch.watchSeconds, 0) / own.length;
    };
    expect(of(4)).toBeLessThan(of(12));
    expect(of(12)).toBeLessThan(of(40));
    expect(of(4) / 4).toBeGreaterThan(of(12) / 12);
    expect(of(12) / 12).toBeGreaterThan(of(40) / 40);
  });

  it('shows a video only from the day on which it arrives, and never twice to a user', () => {
    const world = worldOf();
    const arriving = items.filter((_, item) => world.arrivalDay(item) > 0).length;
    expect(arriving).toBeGreaterThan(10);
    for (const { item, day } of log.plays) expect(world.arrivalDay(item)).toBeLessThanOrEqual(day);
    const pairs = log.plays.map(({ user, item }) => `${user} ${item}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('becomes interactions that say where they come from, each with its own key', () => {
    const records = toInteractions(log.plays, 1);
    expect(new Set(records.map(({ key }) => key)).size).toBe(log.plays.length);
    for (const { source, userId, durationSeconds } of records) {
      expect(source).toBe('simulation:seed=1');
      expect(userId).toMatch(/^simulated-\d{5}$/);
      expect(durationSeconds).toBeGreaterThan(0);
    }
  });
});

describe('keyed noise', () => {
  it('depends on its keys alone, is even and has the moments of a normal', () => {
    const noise = keyedNoise(5, 1);
    expect(noise.uniform(1, 2)).toBe(keyedNoise(5, 1).uniform(1, 2));
    expect(noise.uniform(1, 2)).not.toBe(noise.uniform(2, 1));
    expect(noise.uniform(1, 2)).not.toBe(keyedNoise(5, 2).uniform(1, 2));
    const uniform = Array.from({ length: 20_000 }, (_, at) => noise.uniform(at % 100, Math.floor(at / 100)));
    const normal = Array.from({ length: 20_000 }, (_, at) => noise.normal(at % 100, Math.floor(at / 100)));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
  });
});

describe('the simulated experiment', () => {
  it('finds no difference between a policy and itself, with an interval of nothing', () => {
    const left = metricsOf(plainMeanPolicy).metrics;
    const right = metricsOf(plainMeanPolicy).metrics;
    for (const name of [
      'playCount',
      'activeDays',
      'exposedCluster',
      'surpriseCluster',
      'longViewShare',
    ] as const) {
      const difference = relativeDifference({
        treatment: left[name],
        control: right[name],
        random: new Random(1),
      });
      expect(difference).toEqual({ percent: 0, low: 0, high: 0 });
    }
  });

  it('gives the same luck to every policy: the same video on the same day is answered alike', () => {
    const seconds = new Map<string, number>();
    let met = 0;
    for (const policy of [randomPolicy, popularityPolicy, dreamUmm]) {
      for (const { user, item, day, watch } of metricsOf(policy).plays) {
        const key = `${user} ${item} ${day}`;
        const before = seconds.get(key);
        if (before !== undefined) {
          expect(watch.watchSeconds).toBe(before);
          met += 1;
        }
        seconds.set(key, watch.watchSeconds);
      }
    }
    expect(met).toBeGreaterThan(10);
  });

  it('hands policies what was watched and nothing that users feel', () => {
    expectTypeOf<keyof PolicyInput>().toEqualTypeOf<
      'watches' | 'nowMs' | 'tokens' | 'itemIds' | 'gallery' | 'candidates' | 'longViews' | 'limit' | 'seed'
    >();
    const seen: PolicyInput[] = [];
    const spy: WatchPolicy = {
      id: 'spy',
      purpose: 'looks at what it is given',
      rank: (input) => {
        seen.push({ ...input, watches: [...input.watches] });
        return randomPolicy.rank(input);
      },
    };
    metricsOf(spy);
    const allowed = [
      'candidates',
      'gallery',
      'itemIds',
      'limit',
      'longViews',
      'nowMs',
      'seed',
      'tokens',
      'watches',
    ];
    for (const input of seen) {
      expect(Object.keys(input).sort()).toEqual(allowed);
      for (const watch of input.watches) {
        expect(Object.keys(watch).sort()).toEqual(['atMs', 'durationSeconds', 'itemId', 'watchSeconds']);
      }
    }
    // Other interests behind the same observations change no ranking.
    const policies = [popularityPolicy, lastWatchedPolicy, plainMeanPolicy, recencyMeanPolicy, dreamUmm];
    const input = seen.find(({ watches }) => watches.length > 5) as PolicyInput;
    const before = policies.map((policy) => policy.rank(input));
    worldOf(99).respond({ user: 0, item: 0, day: 0, position: 0 });
    expect(policies.map((policy) => policy.rank(input))).toEqual(before);
  });

  it('counts metrics as by hand', () => {
    const play = (user: number, item: number, day: number, longView: boolean) => {
      const { itemId, durationSeconds } = items[item] as SimulatedItem;
      return { user, item, day, longView, watch: { itemId, durationSeconds, watchSeconds: 1, atMs: 0 } };
    };
    const start = {
      users: [0, 1].map(() => ({ watches: [], seen: new Set<number>(), pleasure: 0 })),
      longViews: new Float64Array(150),
    };
    const metrics = armMetrics({
      items,
      start,
      past: [play(0, 0, 0, true)], // user 0 likes cluster 0
      plays: [play(0, 10, 1, true), play(0, 1, 1, true), play(0, 11, 2, true), play(0, 2, 2, false)],
      exposures: [
        { user: 0, day: 1, items: [10, 1, 3] }, // clusters 0, 1, 3
        { user: 0, day: 1, items: [13] }, // cluster 3 again
        { user: 0, day: 2, items: [11, 2] }, // clusters 1, 2
      ],
    });
    expect(ratioOf(metrics.playCount)).toBe(2); // 4 plays, 2 users
    expect(ratioOf(metrics.activeDays)).toBe(1); // 2 days, 2 users
    expect(ratioOf(metrics.exposedCluster)).toBe(2.5); // (3 + 2) / 2
    expect(ratioOf(metrics.surpriseCluster)).toBe(0.25); // only item 1: cluster 1 was new and liked
    expect(ratioOf(metrics.longViewShare)).toBe(0.75);
  });

  it('measures recall of the future as by hand', () => {
    const wanted = [3, 4];
    const future = wanted.map((item) => {
      const { itemId, durationSeconds } = items[item] as SimulatedItem;
      const watch = { itemId, durationSeconds, watchSeconds: 9, atMs: 0 };
      return { user: 7, item, day: 4, longView: true, watch };
    });
    const fixed: WatchPolicy = { id: 'fixed', purpose: 'test', rank: () => [3, 100] };
    const recall = futureRecall({
      arm: { ...arm, state: copyArmState(log.state) },
      policy: fixed,
      future,
      cutoff: 2,
    });
    expect(recall.numerator[7]).toBe(0.5);
    expect(ratioOf(recall)).toBe(0.5);
  });

  it('has an interval that holds the ratio of two constant arms, worked out by hand', () => {
    const of = (values: number[]) => ({
      numerator: Float64Array.from(values),
      denominator: new Float64Array(values.length).fill(1),
    });
    const difference = relativeDifference({
      treatment: of([3, 6, 9]),
      control: of([2, 4, 6]),
      random: new Random(1),
    });
    expect(difference?.percent).toBeCloseTo(50, 9);
    expect(difference?.low).toBeCloseTo(50, 9);
    expect(difference?.high).toBeCloseTo(50, 9);
    const nothing = relativeDifference({ treatment: of([1]), control: of([0]), random: new Random(1) });
    expect(nothing).toBeUndefined();
  });

  it('shows popular videos to a user without history, whatever the policy', () => {
    const longViews = new Float64Array(items.length);
    longViews[5] = 9;
    longViews[6] = 8;
    const input: PolicyInput = {
      watches: [],
      nowMs: 0,
      tokens: new Map(),
      itemIds: items.map(({ itemId }) => itemId),
      gallery,
      candidates: [4, 5, 6],
      longViews,
      limit: 2,
      seed: 1,
    };
    for (const policy of [
      popularityPolicy,
      lastWatchedPolicy,
      plainMeanPolicy,
      recencyMeanPolicy,
      dreamUmm,
    ]) {
      expect(policy.rank(input)).toEqual([5, 6]);
    }
  });

  it('is interrupted between two days', () => {
    const abort = new AbortController();
    const onDay = (): void => abort.abort();
    const state = copyArmState(log.state);
    expect(() => runArm({ ...arm, policy: randomPolicy, state, signal: abort.signal, onDay })).toThrow();
  });
});
