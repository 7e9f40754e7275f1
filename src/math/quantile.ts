/**
 * Quantile of ascending values by linear interpolation between the two nearest (Hyndman and Fan 1996, type 7).
 * @param share 0…1
 * @throws RangeError for an empty list: a quantile of nothing is unknown, not 0.
 */
export function sortedQuantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new RangeError('sortedQuantile needs at least one value');
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const low = sorted[below] as number;
  return low + (position - below) * ((sorted[above] as number) - low);
}
