/** A table of texts and numbers; null is an empty cell. */
export interface PlainTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/**
 * A table as CSV (RFC 4180: CRLF, cells with a comma, a quote or a line end are quoted, quotes doubled). A text that a
 * spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers, also negative ones.
 */
export function toCsv({ columns, rows }: PlainTable): string {
  return [columns, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
