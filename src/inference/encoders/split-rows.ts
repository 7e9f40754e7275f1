/** The rows of a batch, each with memory of its own. @param rows [count, width] row by row */
export function splitRows(rows: Float32Array, count: number): Float32Array[] {
  const width = rows.length / count;
  return Array.from({ length: count }, (_, index) => rows.slice(index * width, (index + 1) * width));
}
