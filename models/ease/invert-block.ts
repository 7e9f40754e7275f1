/**
 * Inverse of a symmetric positive-definite matrix by Gauss–Jordan elimination in float64. Such a matrix needs no
 * pivoting. For small blocks: n³ multiplications in plain JavaScript.
 * @param matrix [size, size]
 */
export function invertBlock(matrix: Float64Array, size: number): Float64Array {
  const inverse = matrix.slice();
  for (let pivot = 0; pivot < size; pivot += 1) {
    const pivotStart = pivot * size;
    const reciprocal = 1 / (inverse[pivotStart + pivot] as number);
    inverse[pivotStart + pivot] = 1;
    for (let column = 0; column < size; column += 1) {
      inverse[pivotStart + column] = (inverse[pivotStart + column] as number) * reciprocal;
    }
    for (let row = 0; row < size; row += 1) {
      if (row === pivot) continue;
      const start = row * size;
      const factor = inverse[start + pivot] as number;
      if (factor === 0) continue;
      inverse[start + pivot] = 0;
      for (let column = 0; column < size; column += 1) {
        inverse[start + column] =
          (inverse[start + column] as number) - factor * (inverse[pivotStart + column] as number);
      }
    }
  }
  return inverse;
}
