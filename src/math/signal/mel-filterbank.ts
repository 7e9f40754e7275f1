import { VidtokenError } from '../../core/errors.js';

/** One triangular band: weights of the bins from `firstBin` on. */
export interface MelBand {
  readonly firstBin: number;
  /** Each 0…1; none when the band is narrower than a bin and falls between two. */
  readonly weights: Float32Array;
}

/** HTK mel scale: 2595·log₁₀(1 + f / 700) = 1127·ln(1 + f / 700). */
export function hertzToMel(hertz: number): number {
  return 1127 * Math.log1p(hertz / 700);
}

/**
 * Triangular bands of equal width on the HTK mel scale, not normalised by area: the bank of AudioSet's
 * VGGish and YAMNet (Hershey et al. 2017, `mel_features.py`). Slopes are straight in mel, and the 0 Hz bin
 * is left out, as there.
 *
 * @throws VidtokenError `invalid-value` when the range of frequencies is empty
 */
export function melFilterbank(options: {
  readonly bandCount: number;
  readonly binCount: number;
  readonly binWidthHz: number;
  readonly lowestHz: number;
  readonly highestHz: number;
}): MelBand[] {
  const { bandCount, binCount, binWidthHz } = options;
  if (!(options.lowestHz >= 0 && options.lowestHz < options.highestHz)) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `Mel bands cannot span ${options.lowestHz} to ${options.highestHz} Hz.`,
      hint: 'Sound needs a sample rate of at least twice the highest frequency, for example 16000 Hz.',
    });
  }
  const lowest = hertzToMel(options.lowestHz);
  const step = (hertzToMel(options.highestHz) - lowest) / (bandCount + 1);
  return Array.from({ length: bandCount }, (_, band) => {
    const centre = lowest + (band + 1) * step;
    const weights: number[] = [];
    let firstBin = 0;
    for (let bin = 1; bin < binCount; bin += 1) {
      const weight = 1 - Math.abs(hertzToMel(bin * binWidthHz) - centre) / step;
      if (weight <= 0) continue;
      if (weights.length === 0) firstBin = bin;
      weights.push(weight);
    }
    return { firstBin, weights: Float32Array.from(weights) };
  });
}
