/** The rows of several items, one below the other. */
export function joinedRows(items: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(items.reduce((sum, rows) => sum + rows.length, 0));
  let place = 0;
  for (const rows of items) {
    joined.set(rows, place);
    place += rows.length;
  }
  return joined;
}
