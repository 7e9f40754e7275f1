import type { FeatureDropout } from './chosen-features.js';

/**
 * Standardised features as training shows them: with noise and with numbers missing, if so configured. A number that is
 * exactly 0 is at its mean or never varies: it stays as it is.
 */
export function disturbedFeatures(values: Float32Array, dropout: FeatureDropout | undefined): Float32Array {
  if (dropout === undefined) return values;
  const { noise, featureShare, random } = dropout;
  if (noise === 0 && featureShare === 0) return values;
  const kept = 1 / (1 - featureShare);
  const disturbed = values.slice();
  // A plain loop: a million values a step are too many for a callback each.
  for (let at = 0; at < disturbed.length; at += 1) {
    const value = disturbed[at] as number;
    if (value === 0) continue;
    const noisy = noise === 0 ? value : value + noise * random.normal();
    const lost = featureShare > 0 && random.uniform() < featureShare;
    disturbed[at] = lost ? 0 : noisy * kept;
  }
  return disturbed;
}
