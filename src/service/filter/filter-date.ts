import { z } from 'zod';
import { FilterFault } from './filter-words.js';

const DAY = z.iso.date();
const MOMENT = z.iso.datetime({ offset: true });

/** Milliseconds since the epoch of a day (its start, UTC) or of a moment with its zone. @throws FilterFault */
export function dateMs(text: string, position: number): number {
  const isDate = DAY.safeParse(text).success || MOMENT.safeParse(text).success;
  const milliseconds = isDate ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    const found = JSON.stringify(text.slice(0, 40));
    throw new FilterFault(
      position,
      `expected a day such as "2026-01-31" or a moment such as "2026-01-31T12:00:00Z"; found ${found}`,
    );
  }
  return milliseconds;
}
