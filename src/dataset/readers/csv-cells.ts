/**
 * The cells of one line (RFC 4180): a cell in double quotes may hold the separator and doubled quotes.
 * @returns undefined when a quote is not closed on the line, or text follows it.
 */
export function csvCells(line: string, separator: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = line[at] === '"' ? quotedCell(line, at) : plainCell(line, at, separator);
    if (cell === undefined) return undefined;
    cells.push(cell.text);
    if (cell.end === line.length) return cells;
    if (line[cell.end] !== separator) return undefined;
    at = cell.end + 1;
  }
}

interface Cell {
  readonly text: string;
  /** Where the separator after it stands. */
  readonly end: number;
}

function plainCell(line: string, start: number, separator: string): Cell {
  const found = line.indexOf(separator, start);
  const end = found === -1 ? line.length : found;
  return { text: line.slice(start, end), end };
}

function quotedCell(line: string, start: number): Cell | undefined {
  for (let end = line.indexOf('"', start + 1); end !== -1; end = line.indexOf('"', end + 2)) {
    if (line[end + 1] !== '"')
      return { text: line.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
  }
  return undefined;
}
