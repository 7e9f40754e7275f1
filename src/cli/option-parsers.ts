import { InvalidArgumentError } from 'commander';

/** Parser of a whole number in `minimum`…`maximum`; the message says what is allowed. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || value < minimum || value > maximum) {
      const range =
        maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
      throw new InvalidArgumentError(`Expected a whole number ${range}.`);
    }
    return value;
  };
}

/** Parser of a comma list of ids out of `known`, without repeats. */
export function idList(known: readonly string[]): (text: string) => string[] {
  return (text) => {
    const ids = [
      ...new Set(
        text
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id.length > 0),
      ),
    ];
    const unknown = ids.find((id) => !known.includes(id));
    if (unknown !== undefined || ids.length === 0) {
      throw new InvalidArgumentError(`Expected a comma list of: ${known.join(', ')}.`);
    }
    return ids;
  };
}

/** Parser of a comma list of whole numbers of at least 1, ascending and without repeats. */
export function cutoffList(text: string): number[] {
  const parse = wholeNumber(1);
  return [...new Set(text.split(',').map((part) => parse(part.trim())))].sort((left, right) => left - right);
}

/** Parser of a comma list of names. */
export function nameList(text: string): string[] {
  const names = [
    ...new Set(
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name.length > 0),
    ),
  ];
  if (names.length === 0) throw new InvalidArgumentError('Expected at least one name.');
  return names;
}

/** Parser of a comma list of hexadecimal digits, in lower case and without repeats; never all sixteen. */
export function hexDigitList(text: string): string[] {
  const digits = [...new Set(text.split(',').map((digit) => digit.trim().toLowerCase()))];
  if (digits.length > 15 || !digits.every((digit) => /^[0-9a-f]$/.test(digit))) {
    throw new InvalidArgumentError(
      'Expected a comma list of one to fifteen hexadecimal digits, such as c,d,e,f.',
    );
  }
  return digits;
}

/** Parser of a sum of US dollars: `5`, `5.00`, `$0.25`. */
export function dollars(text: string): number {
  const amount = text.trim().replace(/^\$/, '');
  if (!/^\d+(\.\d+)?$/.test(amount)) {
    throw new InvalidArgumentError('Expected a sum of US dollars such as 5.00.');
  }
  return Number(amount);
}
