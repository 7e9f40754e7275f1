/**
 * Gini coefficient of how recommendations are spread over all n items, those that were never recommended included:
 * Σ (2 i − n − 1) x_i / (n Σ x), x ascending, i from 1. 0: every item equally often; (n − 1) / n: one item gets all.
 * @param exposure [itemCount], from `itemExposure`
 * @throws RangeError when nothing was recommended: then nothing is spread.
 */
export function gini(exposure: ArrayLike<number>): number {
  const ascending = Float64Array.from(exposure).sort();
  const count = ascending.length;
  let total = 0;
  let weighted = 0;
  for (let index = 0; index < count; index += 1) {
    const times = ascending[index] as number;
    total += times;
    weighted += (2 * (index + 1) - count - 1) * times;
  }
  if (total === 0) throw new RangeError('gini needs at least one recommendation');
  return weighted / (count * total);
}
