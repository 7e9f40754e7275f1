const MAXIMUM_SWEEPS = 30;
const CONVERGED = 1e-18;

/**
 * Eigenvalues of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, section 8.5), unordered.
 * @param matrix [size · size], overwritten
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  const total = matrix.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep += 1) {
    let offDiagonal = 0;
    for (let row = 0; row < size; row += 1) {
      for (let column = row + 1; column < size; column += 1) {
        offDiagonal += (matrix[row * size + column] as number) ** 2;
        rotate(matrix, size, row, column);
      }
    }
    if (offDiagonal <= CONVERGED * total) break;
  }
  return Float64Array.from({ length: size }, (_, index) => matrix[index * size + index] as number);
}

/** One rotation that makes the entry (p, q) zero. */
function rotate(matrix: Float64Array, size: number, p: number, q: number): void {
  const entry = matrix[p * size + q] as number;
  if (entry === 0) return;
  const theta = ((matrix[q * size + q] as number) - (matrix[p * size + p] as number)) / (2 * entry);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k += 1) {
    const kp = matrix[k * size + p] as number;
    const kq = matrix[k * size + q] as number;
    matrix[k * size + p] = cosine * kp - sine * kq;
    matrix[k * size + q] = sine * kp + cosine * kq;
  }
  for (let k = 0; k < size; k += 1) {
    const pk = matrix[p * size + k] as number;
    const qk = matrix[q * size + k] as number;
    matrix[p * size + k] = cosine * pk - sine * qk;
    matrix[q * size + k] = sine * pk + cosine * qk;
  }
}
