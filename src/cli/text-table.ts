/** Columns padded to their widest cell, two spaces between; numbers should come as right-aligned text. */
export function textTable(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map((row) => indent + line(row)).join('\n');
}

/** One line of at most `limit` characters; control characters of untrusted text become spaces. */
export function oneLine(text: string, limit: number): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
  return clean.length <= limit ? clean : `${clean.slice(0, limit - 1)}…`;
}
