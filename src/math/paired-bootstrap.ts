import { sortedQuantile } from './quantile.js';
import type { Random } from './random.js';

export interface PairedDifference {
  /** Mean of left − right. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the resampled means. */
  readonly standardError: number;
}

/**
 * Difference of two systems measured on the same users (Efron 1979, percentile interval): users are drawn again with
 * replacement, both scores of a user together, so what makes a user easy or hard for both cancels out.
 * @param options.left,options.right [users] scores of the same users in the same order
 * @throws RangeError for no users or different numbers of them
 */
export function pairedBootstrap(options: {
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly random: Random;
  readonly resamples?: number;
  /** 0…1, default 0.95. */
  readonly level?: number;
}): PairedDifference {
  const { left, right, random, resamples = 1000, level = 0.95 } = options;
  const count = left.length;
  if (count === 0 || right.length !== count) {
    throw new RangeError(`pairedBootstrap needs two scores per user, got ${count} and ${right.length}`);
  }
  const differences = Float64Array.from(
    { length: count },
    (_, user) => (left[user] as number) - (right[user] as number),
  );
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    for (let draw = 0; draw < count; draw += 1) sum += differences[random.below(count)] as number;
    means[resample] = sum / count;
  }
  means.sort();
  const centre = meanOf(means);
  const spread = means.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / resamples;
  const tail = (1 - level) / 2;
  return {
    mean: meanOf(differences),
    low: sortedQuantile(means, tail),
    high: sortedQuantile(means, 1 - tail),
    standardError: Math.sqrt(spread),
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
