/**
 * exp(x) / Σ exp(x) of each row, without overflow.
 * @param values [rows, width] @returns the same shape; every row sums to 1
 */
export function softmaxRows(values: Float32Array, width: number): Float32Array {
  const output = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    const row = values.subarray(start, start + width);
    const highest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (const value of row) sum += Math.exp(value - highest);
    for (const [place, value] of row.entries()) output[start + place] = Math.exp(value - highest) / sum;
  }
  return output;
}
