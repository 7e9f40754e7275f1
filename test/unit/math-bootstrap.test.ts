import { describe, expect, it } from 'vitest';
import { bootstrapMean } from '../../src/math/bootstrap.js';
import { Random } from '../../src/math/random.js';

describe('bootstrapMean', () => {
  it('comes near the normal interval of a large sample', () => {
    const random = new Random(9);
    const values = Float64Array.from({ length: 2000 }, () => 5 + 2 * random.normal());
    const { mean, low, high } = bootstrapMean({ values, random: new Random(1), resamples: 2000 });
    // 1.96 · 2 / √2000 = 0.0877
    expect(mean - low).toBeCloseTo(0.0877, 1.5);
    expect(high - mean).toBeCloseTo(0.0877, 1.5);
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 2000, 10);
  });

  it('has no width for a constant', () => {
    expect(bootstrapMean({ values: [0.25, 0.25], random: new Random(1) })).toEqual({
      mean: 0.25,
      low: 0.25,
      high: 0.25,
    });
  });

  it('covers the true mean about 95 times in 100', () => {
    const random = new Random(4);
    let covered = 0;
    for (let trial = 0; trial < 300; trial += 1) {
      const values = Array.from({ length: 60 }, () => random.uniform());
      const { low, high } = bootstrapMean({ values, random, resamples: 400 });
      if (low <= 0.5 && 0.5 <= high) covered += 1;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.985);
  });

  it('refuses an empty list, whose mean is unknown', () => {
    expect(() => bootstrapMean({ values: [], random: new Random(1) })).toThrow('at least one value');
  });
});
