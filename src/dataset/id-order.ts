const WHOLE_NUMBER = /^\d+$/;

/** Order of ids: whole numbers by value, before all other ids, which go by their UTF-16 units. Never 0 for different ids. */
export function compareIds(left: string, right: string): number {
  const isLeftNumber = WHOLE_NUMBER.test(left);
  if (isLeftNumber !== WHOLE_NUMBER.test(right)) return isLeftNumber ? -1 : 1;
  return (isLeftNumber ? compareNumbers(left, right) : 0) || compareTexts(left, right);
}

/** By length without leading zeros, then by digits: ids may be longer than a number can hold. */
function compareNumbers(left: string, right: string): number {
  const [first, second] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')];
  return first.length - second.length || compareTexts(first, second);
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
