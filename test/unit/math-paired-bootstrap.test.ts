import { describe, expect, it } from 'vitest';
import { meanAndDeviation } from '../../src/math/mean-and-deviation.js';
import { pairedBootstrap } from '../../src/math/paired-bootstrap.js';
import { Random } from '../../src/math/random.js';

describe('pairedBootstrap', () => {
  it('has an interval of 1.96 standard errors of the differences on both sides', () => {
    const random = new Random(1);
    const hard = Array.from({ length: 2000 }, () => 10 * random.normal());
    const left = hard.map((value) => value + 0.1 + 0.5 * random.normal());
    const differences = left.map((value, user) => value - (hard[user] as number));
    const { mean, deviation } = meanAndDeviation(differences);
    const standardError = deviation / Math.sqrt(left.length);
    const result = pairedBootstrap({ left, right: hard, random: new Random(2), resamples: 4000 });
    expect(result.mean).toBeCloseTo(mean, 10);
    expect(result.low).toBeCloseTo(mean - 1.96 * standardError, 2);
    expect(result.high).toBeCloseTo(mean + 1.96 * standardError, 2);
    expect(Math.abs(result.standardError / standardError - 1)).toBeLessThan(0.05);
  });

  it('sees no difference between a system and itself', () => {
    const scores = [0, 1, 0, 1, 1];
    const same = pairedBootstrap({ left: scores, right: scores, random: new Random(3) });
    expect(same).toEqual({ mean: 0, low: 0, high: 0, standardError: 0 });
  });

  it('gives the same interval for the same seed', () => {
    const options = { left: [1, 0, 1, 1], right: [0, 0, 1, 0] };
    expect(pairedBootstrap({ ...options, random: new Random(4) })).toEqual(
      pairedBootstrap({ ...options, random: new Random(4) }),
    );
  });

  it('refuses scores that are no pairs', () => {
    expect(() => pairedBootstrap({ left: [1], right: [], random: new Random(5) })).toThrow(RangeError);
    expect(() => pairedBootstrap({ left: [], right: [], random: new Random(5) })).toThrow(RangeError);
  });
});

describe('meanAndDeviation', () => {
  it('has the sample standard deviation: 2, 4, 4, 4, 5, 5, 7, 9 give √(32 / 7)', () => {
    const { mean, deviation } = meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('has no spread for one value and no mean for none', () => {
    expect(meanAndDeviation([3])).toEqual({ mean: 3, deviation: 0 });
    expect(() => meanAndDeviation([])).toThrow(RangeError);
  });
});
