/** Below this a number counts seconds (until the year 5138), from here milliseconds (from March 1973). */
const FIRST_MILLISECONDS = 1e11;
/** From here a number would be milliseconds after the year 5138: it counts something else. */
const FIRST_OTHER = 1e14;
const ISO_TIME =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A moment as milliseconds since the epoch. Numbers (also as text) count seconds below 10¹¹ and milliseconds from there
 * to 10¹⁴; other text must be ISO 8601, and is UTC where it names no zone; a `Date` is as it is.
 * @returns `undefined` for anything else: negative numbers, microseconds, other notations.
 */
export function parseTime(value: unknown): number | undefined {
  if (value instanceof Date) return whole(value.getTime());
  if (typeof value === 'bigint') return fromNumber(Number(value));
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?(e\+?\d+)?$/i.test(text)) return fromNumber(Number(text));
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const isDate = text.length === 'yyyy-mm-dd'.length;
  const zone = isDate || match.groups?.zone !== undefined ? '' : 'Z';
  return whole(Date.parse(text.replace(' ', 'T') + zone));
}

function fromNumber(value: number): number | undefined {
  if (!(value >= 0 && value < FIRST_OTHER)) return undefined;
  return whole(value < FIRST_MILLISECONDS ? value * 1000 : value);
}

function whole(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) ? Math.round(milliseconds) : undefined;
}
