import { norm } from './vector.js';

/** Vectors of unit length, some of which may be absent. */
export interface UnitRows {
  readonly dimension: number;
  /** [count, dimension]; a zero vector stays zero, an absent one is zero as well. */
  readonly values: Float32Array;
  /** [count] 1 where there is a vector. */
  readonly present: Uint8Array;
}

/** Below every cosine: an absent vector ranks behind all that are there. */
const ABSENT_SCORE = -2;

/** An empty set of rows to be filled with `setUnitRow`. */
export function emptyUnitRows(count: number, dimension: number): UnitRows {
  return { dimension, values: new Float32Array(count * dimension), present: new Uint8Array(count) };
}

/** Stores a vector at length 1. */
export function setUnitRow(rows: UnitRows, row: number, vector: Float32Array): void {
  const length = norm(vector);
  const offset = row * rows.dimension;
  for (let index = 0; index < rows.dimension; index += 1) {
    rows.values[offset + index] = length > 0 ? (vector[index] as number) / length : 0;
  }
  rows.present[row] = 1;
}

/**
 * Cosine of one row with every row, [count]; −2 for absent rows. When the row itself is absent nothing is known:
 * all scores are 0, and only the order of ties decides.
 */
export function cosinesWithRow(rows: UnitRows, row: number): Float64Array {
  const { dimension, values, present } = rows;
  const scores = new Float64Array(present.length);
  if (present[row] === 0) return scores;
  const query = Float32Array.from(values.subarray(row * dimension, (row + 1) * dimension));
  for (let other = 0; other < present.length; other += 1) {
    if (present[other] === 0) {
      scores[other] = ABSENT_SCORE;
      continue;
    }
    const offset = other * dimension;
    let sum = 0;
    for (let index = 0; index < dimension; index += 1) {
      sum += (query[index] as number) * (values[offset + index] as number);
    }
    scores[other] = sum;
  }
  return scores;
}
