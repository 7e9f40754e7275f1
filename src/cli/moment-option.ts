import { InvalidArgumentError } from 'commander';

/** Parser of a day or a moment in ISO 8601, UTC where it names no zone. @returns milliseconds since the epoch */
export function moment(text: string): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/.test(text);
  const zoned = isDay || /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const value = Date.parse(zoned);
  if (!(isDay || isMoment) || Number.isNaN(value)) {
    throw new InvalidArgumentError(
      'Expected a day such as 2026-01-01 or a moment such as 2026-01-01T08:00Z.',
    );
  }
  return value;
}
