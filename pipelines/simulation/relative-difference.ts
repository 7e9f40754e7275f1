import { sortedQuantile } from '../../src/math/quantile.js';
import type { Random } from '../../src/math/random.js';
import type { UserRatios } from './arm-metrics.js';

/** Treatment against control in percent of the control, with the interval of a paired bootstrap over the users. */
export interface RelativeDifference {
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

/**
 * 100 · (treatment / control − 1) of two ratio metrics. Users are drawn with replacement, each with both of their
 * values, so what users have in common falls out; 95 % percentile interval. A policy against itself gives 0 [0, 0].
 * @returns `undefined` when the control is 0 or nothing was counted in either
 */
export function relativeDifference(options: {
  readonly treatment: UserRatios;
  readonly control: UserRatios;
  readonly random: Random;
  readonly resamples?: number;
}): RelativeDifference | undefined {
  const { treatment, control, random, resamples = 1000 } = options;
  const users = treatment.numerator.length;
  const everyone = Int32Array.from({ length: users }, (_, user) => user);
  const percent = percentOf(treatment, control, everyone);
  if (percent === undefined) return undefined;
  const draws: number[] = [];
  const drawn = new Int32Array(users);
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let place = 0; place < users; place += 1) drawn[place] = random.below(users);
    const value = percentOf(treatment, control, drawn);
    if (value !== undefined) draws.push(value);
  }
  const sorted = Float64Array.from(draws).sort();
  if (sorted.length === 0) return { percent, low: percent, high: percent };
  return { percent, low: sortedQuantile(sorted, 0.025), high: sortedQuantile(sorted, 0.975) };
}

function percentOf(treatment: UserRatios, control: UserRatios, users: Int32Array): number | undefined {
  const above = ratio(treatment, users);
  const below = ratio(control, users);
  return above === undefined || below === undefined || below === 0 ? undefined : 100 * (above / below - 1);
}

function ratio({ numerator, denominator }: UserRatios, users: Int32Array): number | undefined {
  let above = 0;
  let below = 0;
  for (const user of users) {
    above += numerator[user] as number;
    below += denominator[user] as number;
  }
  return below === 0 ? undefined : above / below;
}
