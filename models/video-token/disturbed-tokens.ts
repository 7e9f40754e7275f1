import type { Random } from '../../src/math/random.js';
import { plus } from '../../src/tensor/differentiable.js';
import { dropout } from '../../src/tensor/dropout.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import type { VideoTokenConfig } from './config.js';

/**
 * Unit tokens as training shows them to decoder and heads: with noise and with numbers missing, if so configured, so
 * that no description hangs on one number. [videos, tokenDimension] → the same shape
 */
export function disturbedTokens(
  tokens: Tensor2D,
  { config, random }: { readonly config: VideoTokenConfig; readonly random: Random },
): Tensor2D {
  const { tokenNoise, tokenDropout, tokenDimension } = config;
  if (tokenNoise === 0) return dropout(tokens, { share: tokenDropout, random });
  // The root mean square of the numbers of a unit vector is 1/√dimension.
  const deviation = tokenNoise / Math.sqrt(tokenDimension);
  const noise = Float32Array.from({ length: tokens.size }, () => deviation * random.normal());
  return dropout(plus(tokens, tensor2d(noise, tokens.shape)), { share: tokenDropout, random });
}
