import { Random } from '../../../src/math/random.js';

/** Normally distributed numbers, the same for the same seed. */
export function randomWeights(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}
