import type { Picture } from './picture.js';

/** Standard deviation of lightness from which on a frame counts fully. */
const FULL_DEVIATION = 0.08;
/** A video of nothing but blank frames still has a pooled vector. */
const SMALLEST_WEIGHT = 0.01;

/**
 * How much a frame tells, 0.01…1: black leaders, fades and blank slides are shared by videos that have
 * nothing else in common, and must not make them look alike.
 */
export function frameWeight(picture: Picture): number {
  const { lightness } = picture.oklab;
  let sum = 0;
  let squares = 0;
  for (let pixel = 0; pixel < lightness.length; pixel += 1) {
    const value = lightness[pixel] as number;
    sum += value;
    squares += value * value;
  }
  const mean = sum / lightness.length;
  const deviation = Math.sqrt(Math.max(0, squares / lightness.length - mean * mean));
  return Math.max(SMALLEST_WEIGHT, Math.min(1, deviation / FULL_DEVIATION));
}
