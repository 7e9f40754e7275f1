/**
 * Centre of gravity of a spectrum, Σ k·m[k] / Σ m[k], as a share of the Nyquist frequency, 0…1.
 * @returns `undefined` for a spectrum of nothing: silence has no centre
 */
export function spectralCentroid(magnitudes: Float32Array): number | undefined {
  let weighted = 0;
  let total = 0;
  for (let bin = 0; bin < magnitudes.length; bin += 1) {
    weighted += bin * (magnitudes[bin] as number);
    total += magnitudes[bin] as number;
  }
  return total > 0 ? weighted / total / (magnitudes.length - 1) : undefined;
}
