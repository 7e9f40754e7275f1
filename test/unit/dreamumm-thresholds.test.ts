import { describe, expect, it } from 'vitest';
import {
  DEFAULT_THRESHOLDS,
  fitLongViewThresholds,
  longViewThreshold,
} from '../../models/dreamumm/long-view-thresholds.js';
import { Random } from '../../src/math/random.js';

const fit = { durationGroups: 2, longViewQuantile: 0.5, minimumGroupWatches: 2 };

function watches(...rows: readonly (readonly [durationSeconds: number, watchSeconds: number])[]) {
  return rows.map(([durationSeconds, watchSeconds]) => ({ durationSeconds, watchSeconds }));
}

describe('long-view thresholds', () => {
  it('are the quantiles of the watch times in groups of similar duration, counted by hand', () => {
    const log = watches([5, 1], [6, 4], [7, 3], [20, 10], [25, 2], [30, 12]);
    const fitted = fitLongViewThresholds({ ...fit, watches: log });
    expect(fitted).toEqual({
      kind: 'fitted',
      groups: [
        { upToSeconds: 7, thresholdSeconds: 3, watches: 3 },
        { upToSeconds: 30, thresholdSeconds: 10, watches: 3 },
      ],
      unknownDurationSeconds: 3.5,
    });
    expect(longViewThreshold(fitted, 6)).toBe(3);
    expect(longViewThreshold(fitted, 8)).toBe(8);
    expect(longViewThreshold(fitted, 26)).toBe(10);
    expect(longViewThreshold(fitted, 500)).toBe(10);
    expect(longViewThreshold(fitted)).toBe(3.5);
  });

  it('interpolate between two watch times', () => {
    const log = watches([5, 1], [5, 2], [5, 4], [5, 8]);
    const fitted = fitLongViewThresholds({ ...fit, durationGroups: 1, longViewQuantile: 0.75, watches: log });
    expect(longViewThreshold(fitted, 5)).toBe(5); // position 2.25 between 4 and 8
  });

  it('never ask for more than the video lasts', () => {
    const fitted = fitLongViewThresholds({
      ...fit,
      durationGroups: 1,
      watches: watches([2, 2], [9, 8], [9, 7]),
    });
    expect(longViewThreshold(fitted, 2)).toBe(2);
    expect(longViewThreshold(fitted, 9)).toBe(7);
  });

  it('never split videos of one duration', () => {
    const log = watches([5, 1], [5, 2], [5, 3], [5, 4], [9, 5], [9, 6]);
    const fitted = fitLongViewThresholds({ ...fit, durationGroups: 3, watches: log });
    expect(fitted.kind === 'fitted' && fitted.groups.map((group) => group.watches)).toEqual([4, 2]);
  });

  it('merge a last group that is too small', () => {
    const log = watches([5, 1], [6, 2], [9, 5]);
    const fitted = fitLongViewThresholds({ ...fit, durationGroups: 3, watches: log });
    expect(fitted.kind === 'fitted' && fitted.groups.map((group) => group.watches)).toEqual([3]);
  });

  it('merge groups until the threshold never falls with the duration', () => {
    const log = watches([5, 6], [5, 6], [10, 1], [10, 2], [20, 9], [20, 9]);
    const fitted = fitLongViewThresholds({ ...fit, durationGroups: 3, watches: log });
    expect(fitted.kind === 'fitted' && fitted.groups).toEqual([
      { upToSeconds: 10, thresholdSeconds: 4, watches: 4 }, // median of 1, 2, 6, 6
      { upToSeconds: 20, thresholdSeconds: 9, watches: 2 },
    ]);
  });

  it('never fall with the duration, whatever the log', () => {
    const random = new Random(3);
    const log = Array.from({ length: 2000 }, () => {
      const durationSeconds = 3 + 90 * random.uniform();
      return { durationSeconds, watchSeconds: durationSeconds * random.uniform() ** 2 };
    });
    const options = { durationGroups: 15, longViewQuantile: 0.6, minimumGroupWatches: 50, watches: log };
    const fitted = fitLongViewThresholds(options);
    let before = 0;
    for (let duration = 1; duration < 120; duration += 1) {
      const threshold = longViewThreshold(fitted, duration);
      expect(threshold).toBeGreaterThanOrEqual(before);
      before = threshold;
    }
    const shuffled = fitLongViewThresholds({ ...options, watches: new Random(4).shuffle([...log]) });
    expect(shuffled).toEqual(fitted);
  });

  it('have stated defaults where there is no log', () => {
    expect(fitLongViewThresholds({ ...fit, watches: [] })).toBe(DEFAULT_THRESHOLDS);
    expect(longViewThreshold(DEFAULT_THRESHOLDS, 10)).toBe(6);
    expect(longViewThreshold(DEFAULT_THRESHOLDS, 60)).toBe(18);
    expect(longViewThreshold(DEFAULT_THRESHOLDS)).toBe(6);
    expect(longViewThreshold(DEFAULT_THRESHOLDS, 0)).toBe(6);
  });
});
