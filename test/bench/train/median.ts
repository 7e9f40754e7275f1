/** The middle value; the mean of the two middle ones of an even number. @throws RangeError for no value */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((left, right) => left - right);
  const middle = ascending.length / 2;
  const upper = ascending[Math.floor(middle)];
  const lower = ascending[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
  return (lower + upper) / 2;
}
