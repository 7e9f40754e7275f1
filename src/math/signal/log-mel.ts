import type { Spectrogram } from './magnitude-spectrogram.js';
import type { MelBand } from './mel-filterbank.js';

/** Keeps the logarithm finite: silence is log 0.001 ≈ −6.9 (the offset of YAMNet). */
const LOG_OFFSET = 0.001;

/**
 * Natural logarithm of the mel band magnitudes plus 0.001.
 * @returns [frameCount, bands] row by row, finite
 */
export function logMel(spectrogram: Spectrogram, bands: readonly MelBand[]): Float32Array {
  const { frameCount, binCount, magnitudes } = spectrogram;
  const output = new Float32Array(frameCount * bands.length);
  let place = 0;
  for (let frame = 0; frame < frameCount; frame += 1) {
    for (const { firstBin, weights } of bands) {
      const start = frame * binCount + firstBin;
      let sum = 0;
      for (let index = 0; index < weights.length; index += 1) {
        sum += (weights[index] as number) * (magnitudes[start + index] as number);
      }
      output[place] = Math.log(sum + LOG_OFFSET);
      place += 1;
    }
  }
  return output;
}
