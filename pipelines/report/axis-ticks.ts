/** Round numbers in reading distance; steps of 1, 2 or 5 times a power of ten. */
export interface AxisTicks {
  /** Ascending; the first is at or below the smallest value, the last at or above the largest. */
  readonly values: readonly number[];
  /** Digits behind the point that tell them apart. */
  readonly digits: number;
}

/** @param options.count about so many steps */
export function axisTicks(options: {
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}): AxisTicks {
  const { lowest, count } = options;
  // One value alone still needs an axis.
  const smallest = Math.max(Math.abs(lowest) * 1e-6, 1e-12);
  const highest = Math.max(options.highest, lowest + smallest);
  const rough = (highest - lowest) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  const step = factor * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.floor(lowest / step + 1e-9);
  const last = Math.ceil(highest / step - 1e-9);
  const values = Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
  return { values, digits };
}
