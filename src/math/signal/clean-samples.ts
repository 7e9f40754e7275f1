/** Decoders of damaged floating-point sound hand out NaN and values far beyond full scale: finite, −1…1. */
export function cleanSamples(samples: Float32Array): Float32Array {
  return samples.map((sample) => (Number.isFinite(sample) ? Math.min(1, Math.max(-1, sample)) : 0));
}
