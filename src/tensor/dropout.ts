import { mul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { Random } from '../math/random.js';
import { withGradient } from './with-gradient.js';

/**
 * Each value becomes 0 with the chance `share`; the others grow by 1 / (1 − share), so that the expected value stays
 * (Srivastava et al. 2014, the inverted form). Nothing is drawn and nothing happens for a share of 0.
 */
export function dropout(
  input: Tensor2D,
  options: {
    /** 0 … below 1 */
    readonly share: number;
    readonly random: Random;
  },
): Tensor2D {
  const { share, random } = options;
  if (share === 0) return input;
  const kept = 1 / (1 - share);
  const factors = new Float32Array(input.size);
  for (let at = 0; at < factors.length; at += 1) factors[at] = random.uniform() < share ? 0 : kept;
  return withGradient([input] as const, (input) => {
    const mask = tensor2d(factors, input.shape);
    return {
      value: mul(input, mask),
      keep: [mask],
      gradient: (upstream, [mask]) => [mul(upstream, mask as Tensor2D)],
    };
  });
}
