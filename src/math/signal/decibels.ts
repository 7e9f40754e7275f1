/** Level given to digital silence: below the last bit of 16-bit sound (−96 dBFS). */
export const SILENCE_DBFS = -100;

/** Root mean square of a stretch of samples; 0 for none. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) sum += (samples[index] as number) ** 2;
  return samples.length > 0 ? Math.sqrt(sum / samples.length) : 0;
}

/** 20·log₁₀ of an amplitude where 1 is full scale, cut to −100…0 dBFS. */
export function decibels(amplitude: number): number {
  if (amplitude <= 0) return SILENCE_DBFS;
  return Math.min(0, Math.max(SILENCE_DBFS, 20 * Math.log10(amplitude)));
}
