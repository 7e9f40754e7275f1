import { sortedQuantile } from './quantile.js';
import type { Random } from './random.js';

export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean with a percentile bootstrap interval (Efron 1979): the values are drawn again with replacement
 * `resamples` times, and the interval holds the central `level` of the means.
 * @throws RangeError for an empty list: a mean of nothing is unknown, not 0.
 */
export function bootstrapMean(options: {
  readonly values: ArrayLike<number>;
  readonly random: Random;
  readonly resamples?: number;
  /** 0…1, default 0.95. */
  readonly level?: number;
}): MeanInterval {
  const { values, random, resamples = 1000, level = 0.95 } = options;
  const count = values.length;
  if (count === 0) throw new RangeError('bootstrapMean needs at least one value');
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    for (let draw = 0; draw < count; draw += 1) sum += values[random.below(count)] as number;
    means[resample] = sum / count;
  }
  means.sort();
  const tail = (1 - level) / 2;
  let total = 0;
  for (let index = 0; index < count; index += 1) total += values[index] as number;
  return { mean: total / count, low: sortedQuantile(means, tail), high: sortedQuantile(means, 1 - tail) };
}
