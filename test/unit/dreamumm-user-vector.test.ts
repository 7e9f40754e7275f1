import { describe, expect, it } from 'vitest';
import type { LongViewThresholds } from '../../models/dreamumm/long-view-thresholds.js';
import { isLongView, preferenceScore } from '../../models/dreamumm/preference-score.js';
import { RunningUser } from '../../models/dreamumm/running-user.js';
import { type UserVectorOptions, userVector } from '../../models/dreamumm/user-vector.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import { VidtokenError } from '../../src/core/errors.js';
import { type VideoId, videoId } from '../../src/core/ids.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';

const DAY_MS = 86_400_000;
const [A, B, C] = [videoId('a'), videoId('b'), videoId('c')];
/** t = 6 s for every video whose duration is not given. */
const thresholds: LongViewThresholds = {
  kind: 'default',
  durationShare: 0.5,
  ceilingSeconds: 18,
  unknownDurationSeconds: 6,
};
const reading = { thresholds, alphaPerSecond: 0.5, maximumWatchRatio: 1 };

function watch(itemId: VideoId, watchSeconds: number, more: Partial<Watch> = {}): Watch {
  return { itemId, watchSeconds, ...more };
}

function vectorOf(watches: readonly Watch[], more: Partial<UserVectorOptions> = {}) {
  const tokens = new Map([
    [A, new Float32Array([1, 0])],
    [B, new Float32Array([0, 1])],
    [C, new Float32Array([-1, 0])],
  ]);
  return userVector({ ...reading, watches, tokens, ...more });
}

describe('the preference score of equation 4', () => {
  it('is one half at the threshold and follows the logistic curve beside it', () => {
    expect(preferenceScore(watch(A, 6), reading)).toBe(0.5);
    expect(preferenceScore(watch(A, 8), reading)).toBeCloseTo(0.7310585786, 9); // 1 / (1 + e^−1)
    expect(preferenceScore(watch(A, 2), reading)).toBeCloseTo(0.119202922, 9); // 1 / (1 + e^2)
  });

  it('counts a replayed video as watched once', () => {
    const once = preferenceScore(watch(A, 10, { durationSeconds: 10 }), reading);
    expect(preferenceScore(watch(A, 35, { durationSeconds: 10 }), reading)).toBe(once);
    expect(once).toBeCloseTo(1 / (1 + Math.exp(-0.5 * (10 - 5))), 12);
  });

  it('lets replays count as far as it is told', () => {
    const twice = { ...reading, maximumWatchRatio: 2 };
    const score = preferenceScore(watch(A, 35, { durationSeconds: 10 }), twice);
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-0.5 * (20 - 5))), 12);
  });

  it('calls a watch that reaches its threshold a long view', () => {
    expect(isLongView(watch(A, 5, { durationSeconds: 10 }), reading)).toBe(true);
    expect(isLongView(watch(A, 4.9, { durationSeconds: 10 }), reading)).toBe(false);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a watch time of %s', (seconds) => {
    expect(() => preferenceScore(watch(A, seconds), reading)).toThrow(VidtokenError);
  });
});

describe('the user vector of equation 3', () => {
  it('equals the sum worked out by hand, divided by its length once', () => {
    // a(A) = 0.7310585786, a(B) = 0.5; ‖(0.7310585786, 0.5)‖ = 0.8856899262
    const { vector, weights, length } = vectorOf([watch(A, 8), watch(B, 6)]);
    expect(weights[0]).toBeCloseTo(0.7310585786, 9);
    expect(weights[1]).toBe(0.5);
    expect(length).toBeCloseTo(0.8856899262, 9);
    expect(vector?.[0]).toBeCloseTo(0.8254114188, 6);
    expect(vector?.[1]).toBeCloseTo(0.5645316552, 6);
  });

  it('maximises equation 2 among all unit vectors', () => {
    const watches = [watch(A, 9), watch(B, 3), watch(B, 7)];
    const { vector = new Float32Array(2), weights } = vectorOf(watches);
    const gain = (x: number, y: number): number =>
      (weights[0] as number) * x + ((weights[1] as number) + (weights[2] as number)) * y;
    const best = gain(vector[0] as number, vector[1] as number);
    for (let degree = 0; degree < 360; degree += 1) {
      const angle = (degree * Math.PI) / 180;
      expect(gain(Math.cos(angle), Math.sin(angle))).toBeLessThanOrEqual(best + 1e-6);
    }
  });

  it('is absent, not zero, without a history', () => {
    const { vector, absence } = vectorOf([]);
    expect(vector).toBeUndefined();
    expect(absence).toBe('no-history');
  });

  it('is absent when equally liked videos point in opposite directions', () => {
    const { vector, absence } = vectorOf([watch(A, 6), watch(C, 6)]);
    expect(vector).toBeUndefined();
    expect(absence).toBe('cancelled');
  });

  it('follows the more liked of two opposite videos', () => {
    expect(vectorOf([watch(A, 7), watch(C, 6)]).vector).toEqual(new Float32Array([1, 0]));
  });

  it('does not count watches of videos without a token, with a zero one or with NaN in it', () => {
    const tokens = new Map([
      [A, new Float32Array([1, 0])],
      [B, new Float32Array([0, 0])],
      [C, new Float32Array([Number.NaN, 1])],
    ]);
    const watches = [watch(A, 6), watch(B, 6), watch(C, 6), watch(videoId('unknown'), 6)];
    const result = vectorOf(watches, { tokens });
    expect(result.vector).toEqual(new Float32Array([1, 0]));
    expect(result.unusable).toBe(3);
    expect([...result.weights]).toEqual([0.5, 0, 0, 0]);
  });

  it('halves the weight of a watch that is one half-life older than the newest', () => {
    const watches = [watch(A, 6, { atMs: 0 }), watch(B, 6, { atMs: 2 * DAY_MS })];
    expect([...vectorOf(watches, { decayHalfLifeDays: 2 }).weights]).toEqual([0.25, 0.5]);
  });

  it('refuses a decay over watches without a time', () => {
    expect(() => vectorOf([watch(A, 6)], { decayHalfLifeDays: 2 })).toThrow(/has no time/);
  });
});

describe('the running user', () => {
  const random = new Random(5);
  const dimension = 24;
  const items = Array.from({ length: 40 }, (_, at) => videoId(`v${at}`));
  const tokens = new Map(
    items.map((id) => [id, normalised(Float32Array.from({ length: dimension }, () => random.normal()))]),
  );
  const watches = Array.from({ length: 120 }, (): Watch => {
    const durationSeconds = 3 + 40 * random.uniform();
    const itemId = items[random.below(items.length)] as VideoId;
    const atMs = Math.floor(30 * DAY_MS * random.uniform());
    return { itemId, watchSeconds: 1.5 * durationSeconds * random.uniform(), durationSeconds, atMs };
  });

  it.each([undefined, 4])(
    'ends where the closed form over all watches does, in any order (half-life %s)',
    (days) => {
      const decay = days === undefined ? {} : { decayHalfLifeDays: days };
      const expected = userVector({ ...reading, ...decay, watches, tokens }).vector as Float32Array;
      for (const order of [watches, new Random(1).shuffle([...watches])]) {
        const user = new RunningUser({ ...reading, ...decay, dimension });
        for (const each of order) user.add(each, tokens.get(each.itemId) as Float32Array);
        const vector = user.vector() as Float32Array;
        for (let index = 0; index < dimension; index += 1)
          expect(vector[index]).toBeCloseTo(expected[index] as number, 6);
      }
    },
  );

  it('goes on from a stored state as if it had never stopped', () => {
    const options = { ...reading, dimension, decayHalfLifeDays: 4 };
    const whole = new RunningUser(options);
    let resumed = new RunningUser(options);
    for (const [at, each] of watches.entries()) {
      if (at === 60) resumed = new RunningUser(options, resumed.state);
      for (const user of [whole, resumed]) user.add(each, tokens.get(each.itemId) as Float32Array);
    }
    expect(resumed.vector()).toEqual(whole.vector());
  });

  it('has no vector before the first watch, and refuses a token of another width', () => {
    const user = new RunningUser({ ...reading, dimension });
    expect(user.vector()).toBeUndefined();
    expect(() => user.add(watch(A, 3), new Float32Array(5))).toThrow(/5 numbers .* of 24/);
  });
});
