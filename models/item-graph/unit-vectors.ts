import type { ItemContent } from '../../src/core/recommend.js';

/** Vectors of length 1; a row of zeros where an item has none. [items, width] */
export function unitVectors({ width, vectors, present }: ItemContent): Float32Array {
  const units = new Float32Array(vectors.length);
  for (const [item, isPresent] of present.entries()) {
    if (isPresent === 0) continue;
    const row = vectors.subarray(item * width, (item + 1) * width);
    // Divided by the largest value first: squares of very large or very small numbers leave the range.
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) continue;
    const length = Math.sqrt(row.reduce((sum, value) => sum + (value / largest) ** 2, 0));
    for (const [column, value] of row.entries()) units[item * width + column] = value / largest / length;
  }
  return units;
}
