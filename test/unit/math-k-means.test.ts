import { describe, expect, it } from 'vitest';
import { assign, rowCount } from '../../src/math/assign.js';
import { kMeans } from '../../src/math/k-means.js';
import { seedCentres } from '../../src/math/k-means-seeding.js';
import { Random } from '../../src/math/random.js';
import { silhouetteTerm } from '../../src/math/silhouette-term.js';
import { squaredDistance } from '../../src/math/vector.js';

/** Points around `k` far centres in `dimension` dimensions, in turn. */
function blobs(options: { count: number; k: number; dimension: number; spread: number; seed: number }) {
  const { count, k, dimension, spread, seed } = options;
  const random = new Random(seed);
  const centres = Array.from({ length: k }, () =>
    Float64Array.from({ length: dimension }, () => 10 * random.normal()),
  );
  const values = new Float32Array(count * dimension);
  for (let at = 0; at < values.length; at += 1) {
    const centre = centres[Math.floor(at / dimension) % k] as Float64Array;
    values[at] = (centre[at % dimension] as number) + spread * random.normal();
  }
  return { values, dimension };
}

const rowOf = (matrix: { values: ArrayLike<number>; dimension: number }, row: number) =>
  Array.from(
    { length: matrix.dimension },
    (_, index) => matrix.values[row * matrix.dimension + index] as number,
  );

describe('assign', () => {
  it('agrees with comparing every row with every centre', () => {
    for (const dimension of [1, 3, 4, 9]) {
      const rows = blobs({ count: 60, k: 5, dimension, spread: 3, seed: dimension });
      const centres = blobs({ count: 7, k: 7, dimension, spread: 1, seed: dimension + 100 });
      const found = assign(rows, centres);
      for (let row = 0; row < 60; row += 1) {
        const distances = Array.from({ length: 7 }, (_, centre) =>
          squaredDistance(rowOf(rows, row), rowOf(centres, centre)),
        );
        const [nearest, next] = [...distances].sort((left, right) => left - right) as [number, number];
        expect(distances[found.ids[row] as number]).toBe(nearest);
        expect(found.distances[row]).toBeCloseTo(nearest, 6);
        expect(found.secondDistances[row]).toBeCloseTo(next, 6);
      }
    }
  });

  it('says Infinity for the second centre when there is one', () => {
    const found = assign(
      { values: Float32Array.of(1, 2), dimension: 1 },
      { values: Float32Array.of(1), dimension: 1 },
    );
    expect([...found.distances]).toEqual([0, 1]);
    expect(found.secondDistances[0]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('silhouetteTerm', () => {
  it('is (b − a) / b of the distances, 0 on the border and undefined with one centre', () => {
    expect(silhouetteTerm(1, 16)).toBe(0.75);
    expect(silhouetteTerm(4, 4)).toBe(0);
    expect(silhouetteTerm(0, 0)).toBe(0);
    expect(silhouetteTerm(1, Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});

describe('seedCentres', () => {
  it('takes a row of each far group, because the chance of a row grows with its distance', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const rows = blobs({ count: 60, k: 6, dimension: 8, spread: 0.01, seed });
      const centres = { values: seedCentres(rows, 6, new Random(seed)), dimension: 8 };
      const groups = assign(centres, { values: rows.values.subarray(0, 48), dimension: 8 });
      expect(new Set(groups.ids).size).toBe(6);
    }
  });

  it('gives one centre per different row when there are fewer than k', () => {
    const rows = { values: Float32Array.of(1, 1, 2, 2, 1, 1, 2, 2), dimension: 2 };
    expect(seedCentres(rows, 4, new Random(1))).toHaveLength(4);
  });
});

describe('kMeans', () => {
  it.each(['lloyd', 'mini-batch'] as const)('recovers separated groups (%s)', async (method) => {
    const rows = blobs({ count: 400, k: 5, dimension: 6, spread: 0.1, seed: 2 });
    const fit = await kMeans({ rows, k: 5, random: new Random(4), method });
    for (let row = 5; row < 400; row += 1) {
      expect(fit.assignment.ids[row]).toBe(fit.assignment.ids[row % 5]);
    }
    expect([...fit.sizes]).toEqual([80, 80, 80, 80, 80]);
  });

  it('never lets inertia rise, and ends where each centre is the mean of its rows', async () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const rows = blobs({ count: 300, k: 40, dimension: 4, spread: 8, seed });
      const fit = await kMeans({ rows, k: 12, random: new Random(seed), tolerance: 0, maxPasses: 200 });
      for (let pass = 1; pass < fit.inertiaHistory.length; pass += 1) {
        expect(fit.inertiaHistory[pass]).toBeLessThanOrEqual(
          (fit.inertiaHistory[pass - 1] as number) * (1 + 1e-12),
        );
      }
      const members = [...fit.assignment.ids.keys()].filter((row) => fit.assignment.ids[row] === 3);
      for (let index = 0; index < 4; index += 1) {
        const mean =
          members.reduce((sum, row) => sum + (rows.values[row * 4 + index] as number), 0) / members.length;
        expect(fit.centres.values[3 * 4 + index]).toBeCloseTo(mean, 6);
      }
      const inertia =
        members.length === 0 ? 0 : [...fit.assignment.distances].reduce((sum, value) => sum + value, 0);
      expect(fit.inertia).toBeCloseTo(inertia, 6);
    }
  });

  it('leaves no cluster empty', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const rows = blobs({ count: 50, k: 3, dimension: 2, spread: 0.5, seed });
      const fit = await kMeans({ rows, k: 30, random: new Random(seed) });
      expect(rowCount(fit.centres)).toBe(30);
      expect(Math.min(...fit.sizes)).toBeGreaterThan(0);
    }
  });

  it('makes as many clusters as there are different rows when k is larger', async () => {
    const values = Float32Array.from({ length: 40 }, (_, index) => index % 4);
    const fit = await kMeans({ rows: { values, dimension: 1 }, k: 10, random: new Random(1) });
    expect([...fit.sizes]).toEqual([10, 10, 10, 10]);
    expect(fit.inertia).toBe(0);
  });

  it('ends for rows that differ by less than rounding', async () => {
    const values = Float32Array.from({ length: 64 }, (_, index) => 1000 + (index % 8) * 6.2e-5);
    const fit = await kMeans({ rows: { values, dimension: 1 }, k: 8, random: new Random(1) });
    expect(Math.min(...fit.sizes)).toBeGreaterThan(0);
  });

  it('gives the same fit for the same seed', async () => {
    const rows = blobs({ count: 200, k: 9, dimension: 5, spread: 5, seed: 8 });
    const first = await kMeans({ rows, k: 7, random: new Random(11) });
    const second = await kMeans({ rows, k: 7, random: new Random(11) });
    expect(second.centres.values).toEqual(first.centres.values);
  });

  it('refuses more clusters than rows, and no clusters', async () => {
    const rows = { values: Float32Array.of(1, 2, 3), dimension: 1 };
    await expect(kMeans({ rows, k: 4, random: new Random(1) })).rejects.toMatchObject({
      code: 'too-few-videos',
    });
    await expect(kMeans({ rows, k: 0, random: new Random(1) })).rejects.toMatchObject({
      code: 'invalid-value',
    });
  });

  it('stops with the reason of the signal', async () => {
    const rows = blobs({ count: 100, k: 3, dimension: 2, spread: 1, seed: 1 });
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(kMeans({ rows, k: 3, random: new Random(1), signal })).rejects.toThrow('stopped');
  });
});
