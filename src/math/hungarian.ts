/**
 * Assignment of rows to different columns with the smallest total cost (Kuhn 1955, shortest augmenting paths
 * with potentials; O(rows² · columns)).
 * @param cost [rows, columns] row by row, finite, with rows ≤ columns.
 * @returns [rows] the column of each row.
 */
export function hungarian(cost: ArrayLike<number>, rows: number, columns: number): Int32Array {
  if (rows > columns) throw new RangeError(`hungarian needs rows ≤ columns, got ${rows} > ${columns}`);
  // Row and column 0 are sentinels, which keeps the search free of special cases.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOfColumn = new Int32Array(columns + 1);
  const previousColumn = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const done = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    rowOfColumn[0] = row;
    slack.fill(Number.POSITIVE_INFINITY);
    done.fill(0);
    let column = 0;
    do {
      done[column] = 1;
      const currentRow = rowOfColumn[column] as number;
      let delta = Number.POSITIVE_INFINITY;
      let nextColumn = 0;
      for (let other = 1; other <= columns; other += 1) {
        if (done[other] === 1) continue;
        const reduced =
          (cost[(currentRow - 1) * columns + other - 1] as number) -
          (rowPotential[currentRow] as number) -
          (columnPotential[other] as number);
        if (reduced < (slack[other] as number)) {
          slack[other] = reduced;
          previousColumn[other] = column;
        }
        if ((slack[other] as number) < delta) {
          delta = slack[other] as number;
          nextColumn = other;
        }
      }
      for (let other = 0; other <= columns; other += 1) {
        if (done[other] === 1) {
          const matched = rowOfColumn[other] as number;
          rowPotential[matched] = (rowPotential[matched] as number) + delta;
          columnPotential[other] = (columnPotential[other] as number) - delta;
        } else {
          slack[other] = (slack[other] as number) - delta;
        }
      }
      column = nextColumn;
    } while (rowOfColumn[column] !== 0);
    while (column !== 0) {
      const before = previousColumn[column] as number;
      rowOfColumn[column] = rowOfColumn[before] as number;
      column = before;
    }
  }
  const columnOfRow = new Int32Array(rows);
  for (let column = 1; column <= columns; column += 1) {
    const row = rowOfColumn[column] as number;
    if (row > 0) columnOfRow[row - 1] = column - 1;
  }
  return columnOfRow;
}
