import { tieKey } from '../../src/math/top-k.js';

/**
 * Chance that depends on its keys alone and not on what was drawn before: common random numbers. Two arms of an
 * experiment that show the same video to the same user meet the same luck, so their difference is that of the arms.
 */
export interface KeyedNoise {
  /** Whole number in 0…2³² − 1. */
  word(...keys: readonly number[]): number;
  /** Real number in [0, 1). */
  uniform(...keys: readonly number[]): number;
  /** Standard normal deviate (Box–Muller). */
  normal(...keys: readonly number[]): number;
}

/** @param stream different streams of one seed are independent */
export function keyedNoise(seed: number, stream: number): KeyedNoise {
  const start = tieKey(stream, seed);
  const word = (...keys: readonly number[]): number =>
    keys.reduce((state, key, at) => tieKey(key, (state + at) | 0), start);
  const uniform = (...keys: readonly number[]): number => word(...keys) / 0x1_0000_0000;
  return {
    word,
    uniform,
    normal: (...keys) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(...keys, 1)));
      return radius * Math.cos(2 * Math.PI * uniform(...keys, 2));
    },
  };
}
