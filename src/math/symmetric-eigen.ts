/** Eigenvalues of a symmetric matrix with their vectors, the largest magnitude first. */
export interface SymmetricEigen {
  /** [size] */
  readonly values: Float64Array;
  /** [size, size] row r is the unit eigenvector of values[r] */
  readonly vectors: Float64Array;
}

const MAXIMUM_SWEEPS = 30;
const CONVERGED = 1e-20;

/**
 * Cyclic Jacobi rotations (Golub and Van Loan, section 8.5), for matrices of up to a few hundred rows.
 * The sign of a vector is fixed: its number of the largest magnitude is positive.
 * @param matrix [size, size] symmetric; left as it is
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const reduced = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) vectors[row * size + row] = 1;
  const total = reduced.reduce((sum, value) => sum + value * value, 0);
  const negligible = Math.sqrt((CONVERGED * total) / (size * size));
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep += 1) {
    let offDiagonal = 0;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        offDiagonal += (reduced[p * size + q] as number) ** 2;
        rotate({ reduced, vectors, size, p, q, negligible });
      }
    }
    if (offDiagonal <= CONVERGED * total) break;
  }
  return ordered(reduced, vectors, size);
}

interface Rotation {
  readonly reduced: Float64Array;
  readonly vectors: Float64Array;
  readonly size: number;
  readonly p: number;
  readonly q: number;
  /** Smaller entries are left where they are. */
  readonly negligible: number;
}

/** Makes the entry (p, q) zero and turns the vectors, which are rows here, along. */
function rotate({ reduced, vectors, size, p, q, negligible }: Rotation): void {
  const entry = reduced[p * size + q] as number;
  if (Math.abs(entry) <= negligible) return;
  const theta = ((reduced[q * size + q] as number) - (reduced[p * size + p] as number)) / (2 * entry);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const turn = { cosine, sine: tangent * cosine, size };
  turnPair(reduced, { ...turn, first: p, second: q, stride: size });
  turnPair(reduced, { ...turn, first: p * size, second: q * size, stride: 1 });
  turnPair(vectors, { ...turn, first: p * size, second: q * size, stride: 1 });
}

function turnPair(
  values: Float64Array,
  turn: {
    readonly cosine: number;
    readonly sine: number;
    readonly size: number;
    readonly first: number;
    readonly second: number;
    readonly stride: number;
  },
): void {
  const { cosine, sine, size, first, second, stride } = turn;
  for (let step = 0; step < size; step += 1) {
    const left = values[first + step * stride] as number;
    const right = values[second + step * stride] as number;
    values[first + step * stride] = cosine * left - sine * right;
    values[second + step * stride] = sine * left + cosine * right;
  }
}

function ordered(reduced: Float64Array, vectors: Float64Array, size: number): SymmetricEigen {
  const diagonal = Float64Array.from({ length: size }, (_, row) => reduced[row * size + row] as number);
  const order = [...diagonal.keys()].sort(
    (left, right) => Math.abs(diagonal[right] as number) - Math.abs(diagonal[left] as number) || left - right,
  );
  const sorted = new Float64Array(size * size);
  for (const [to, from] of order.entries()) {
    const row = vectors.subarray(from * size, (from + 1) * size);
    const sign = Math.sign(row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0));
    for (let column = 0; column < size; column += 1) {
      sorted[to * size + column] = sign * (row[column] as number);
    }
  }
  return { values: Float64Array.from(order, (row) => diagonal[row] as number), vectors: sorted };
}
