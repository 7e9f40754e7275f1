/** Far below the power of any 16-bit sound; keeps the logarithm finite. */
const POWER_FLOOR = 1e-12;

/**
 * Geometric over arithmetic mean of the power spectrum without its 0 Hz bin (Johnston 1988): near 0 for a
 * pure tone, about 0.56 for white noise, 1 for a single click.
 * @returns `undefined` for a spectrum of nothing
 */
export function spectralFlatness(magnitudes: Float32Array): number | undefined {
  let logarithms = 0;
  let total = 0;
  const count = magnitudes.length - 1;
  for (let bin = 1; bin <= count; bin += 1) {
    const power = (magnitudes[bin] as number) ** 2;
    logarithms += Math.log(power + POWER_FLOOR);
    total += power;
  }
  if (total <= POWER_FLOOR * count) return undefined;
  return Math.min(1, Math.exp(logarithms / count) / (total / count + POWER_FLOOR));
}
