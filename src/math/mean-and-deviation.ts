export interface MeanAndDeviation {
  readonly mean: number;
  /** Sample standard deviation (n − 1); 0 for a single value. */
  readonly deviation: number;
}

/** @throws RangeError for an empty list: a mean of nothing is unknown, not 0. */
export function meanAndDeviation(values: ArrayLike<number>): MeanAndDeviation {
  const count = values.length;
  if (count === 0) throw new RangeError('meanAndDeviation needs at least one value');
  let total = 0;
  for (let index = 0; index < count; index += 1) total += values[index] as number;
  const mean = total / count;
  let squares = 0;
  for (let index = 0; index < count; index += 1) squares += ((values[index] as number) - mean) ** 2;
  return { mean, deviation: count === 1 ? 0 : Math.sqrt(squares / (count - 1)) };
}
