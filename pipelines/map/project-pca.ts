import { symmetricEigen } from '../../src/math/symmetric-eigen.js';
import { dot } from '../../src/math/vector.js';
import type { Points } from './project-umap.js';

/** The two directions of the largest variance, by the eigenvectors of the Gram matrix of the centred rows; for few rows. */
export function projectPca(rows: readonly Float32Array[]): Points {
  const count = rows.length;
  const centred = centredRows(rows);
  const gram = new Float64Array(count * count); // [count, count]
  for (const [i, left] of centred.entries()) {
    for (const [j, right] of centred.entries()) gram[i * count + j] = dot(left, right);
  }
  const { values, vectors } = symmetricEigen(gram, count);
  const axis = (place: number): Float64Array => {
    const deviation = Math.sqrt(Math.max(0, values[place] ?? 0));
    return Float64Array.from(rows, (_, row) => (vectors[place * count + row] ?? 0) * deviation);
  };
  return { x: axis(0), y: count > 1 ? axis(1) : new Float64Array(count) };
}

function centredRows(rows: readonly Float32Array[]): Float64Array[] {
  const width = rows[0]?.length ?? 0;
  const mean = new Float64Array(width);
  for (const row of rows)
    for (const [at, value] of row.entries()) mean[at] = (mean[at] as number) + value / rows.length;
  return rows.map((row) => Float64Array.from(row, (value, at) => value - (mean[at] as number)));
}
