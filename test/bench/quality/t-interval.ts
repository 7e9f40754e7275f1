import type { MeanInterval } from '../../../src/math/bootstrap.js';

/** 97.5 % quantiles of Student's t with 1, 2, … degrees of freedom. */
const QUANTILES = [12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157];
/** The same of the normal distribution. */
const NORMAL = 1.959964;

/**
 * Mean with the 95 % interval of Student's t over independent values, such as one per seed. One value has no interval.
 * @throws RangeError for an empty list
 */
export function tInterval(values: readonly number[]): MeanInterval | { readonly mean: number } {
  const count = values.length;
  if (count === 0) throw new RangeError('tInterval needs at least one value');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = quantile(count - 1) * Math.sqrt(variance / count);
  return { mean, low: mean - half, high: mean + half };
}

/** From the table, or the expansion around the normal quantile (Abramowitz and Stegun, 26.7.5): error below 1e-4. */
function quantile(freedom: number): number {
  const known = QUANTILES[freedom - 1];
  if (known !== undefined) return known;
  const z = NORMAL;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
