import { dot } from './vector.js';

/** Vectors of one width, row by row: `values` is [count, dimension]. */
export interface Matrix {
  readonly values: Float32Array | Float64Array;
  readonly dimension: number;
}

export interface Assignment {
  /** [rows] number of the nearest centre; of two equally near ones the first. */
  readonly ids: Int32Array;
  /** [rows] squared Euclidean distance to it. */
  readonly distances: Float64Array;
  /** [rows] squared distance to the second nearest centre; Infinity with a single centre. */
  readonly secondDistances: Float64Array;
}

export function rowCount(matrix: Matrix): number {
  return matrix.dimension === 0 ? 0 : matrix.values.length / matrix.dimension;
}

/**
 * Assigns rows `from … to − 1` to their nearest centre, by ‖x − c‖² = ‖x‖² − 2 (x·c − ‖c‖² / 2).
 * Results are written at the rows' own positions of `into`.
 */
export function assignRows(options: {
  readonly rows: Matrix;
  readonly centres: Matrix;
  readonly from: number;
  readonly to: number;
  readonly into: Assignment;
}): void {
  const { rows, from, to, into } = options;
  const { dimension } = rows;
  const centreCount = rowCount(options.centres);
  const centres = Float64Array.from(options.centres.values);
  const halfNorms = new Float64Array(centreCount);
  for (let centre = 0; centre < centreCount; centre += 1) {
    const values = centres.subarray(centre * dimension, (centre + 1) * dimension);
    halfNorms[centre] = dot(values, values) / 2;
  }
  const vector = new Float64Array(dimension);
  const nearness = new Float64Array(centreCount);
  for (let row = from; row < to; row += 1) {
    vector.set(rows.values.subarray(row * dimension, (row + 1) * dimension));
    dotsWithCentres(vector, centres, nearness);
    let best = Number.NEGATIVE_INFINITY;
    let second = Number.NEGATIVE_INFINITY;
    let bestId = 0;
    for (let centre = 0; centre < centreCount; centre += 1) {
      const near = (nearness[centre] as number) - (halfNorms[centre] as number);
      if (near > best) {
        second = best;
        best = near;
        bestId = centre;
      } else if (near > second) {
        second = near;
      }
    }
    const squaredLength = dot(vector, vector);
    into.ids[row] = bestId;
    into.distances[row] = Math.max(0, squaredLength - 2 * best);
    into.secondDistances[row] = Math.max(0, squaredLength - 2 * second);
  }
}

/** Nearest centre of every row. */
export function assign(rows: Matrix, centres: Matrix): Assignment {
  const count = rowCount(rows);
  const into = emptyAssignment(count);
  assignRows({ rows, centres, from: 0, to: count, into });
  return into;
}

export function emptyAssignment(count: number): Assignment {
  return {
    ids: new Int32Array(count),
    distances: new Float64Array(count),
    secondDistances: new Float64Array(count),
  };
}

/** Four centres at a time, so that each number of the vector is loaded once for all of them. */
function dotsWithCentres(vector: Float64Array, centres: Float64Array, dots: Float64Array): void {
  const dimension = vector.length;
  const count = dots.length;
  let centre = 0;
  for (; centre + 3 < count; centre += 4) {
    const offset1 = centre * dimension;
    const offset2 = offset1 + dimension;
    const offset3 = offset2 + dimension;
    const offset4 = offset3 + dimension;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let sum4 = 0;
    for (let index = 0; index < dimension; index += 1) {
      const value = vector[index] as number;
      sum1 += value * (centres[offset1 + index] as number);
      sum2 += value * (centres[offset2 + index] as number);
      sum3 += value * (centres[offset3 + index] as number);
      sum4 += value * (centres[offset4 + index] as number);
    }
    dots[centre] = sum1;
    dots[centre + 1] = sum2;
    dots[centre + 2] = sum3;
    dots[centre + 3] = sum4;
  }
  for (; centre < count; centre += 1) {
    dots[centre] = dot(vector, centres.subarray(centre * dimension, (centre + 1) * dimension));
  }
}
