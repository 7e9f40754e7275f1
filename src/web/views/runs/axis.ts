/** From the numbers of an axis to pixels. */
export interface Axis {
  readonly least: number;
  readonly most: number;
  /** Round numbers inside of it, ascending. */
  readonly ticks: readonly number[];
  /** Pixels, `from` at `least` and `to` at `most`. */
  toPixel(value: number): number;
  toValue(pixel: number): number;
}

/** An axis around numbers, widened to round ends; about `count` ticks at 1, 2 or 5 × 10ⁿ. */
export function createAxis(
  values: Iterable<number>,
  {
    from,
    to,
    count,
    tight = false,
  }: {
    readonly from: number;
    readonly to: number;
    readonly count: number;
    /** The axis ends where the numbers end. */
    readonly tight?: boolean;
  },
): Axis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  const step = roundStep((high - low) / Math.max(count, 1));
  const least = tight ? low : Math.floor(low / step + 1e-9) * step;
  const most = tight ? high : Math.ceil(high / step - 1e-9) * step;
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, place) =>
    Number(((first + place) * step).toFixed(Math.min(digits, 20))),
  );
  const perUnit = (to - from) / (most - least);
  return {
    least,
    most,
    ticks,
    toPixel: (value) => from + (value - least) * perUnit,
    toValue: (pixel) => least + (pixel - from) / perUnit,
  };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const digit = rough / power;
  if (digit <= 1.0001) return power;
  if (digit <= 2.0001) return 2 * power;
  return digit <= 5.0001 ? 5 * power : 10 * power;
}
