import type { Random } from './random.js';
import { symmetricEigen } from './symmetric-eigen.js';

export interface DominantEigenOptions {
  readonly size: number;
  /** Eigenpairs wanted, at most `size`. */
  readonly count: number;
  readonly random: Random;
  /** Writes the symmetric matrix times a block into `product`; both [size, columns], `product` is zeros. */
  readonly multiply: (block: Float64Array, product: Float64Array, columns: number) => void;
}

export interface DominantEigen {
  /** [count] the largest magnitude first */
  readonly values: Float64Array;
  /** [size, count] column c is the unit eigenvector of values[c] */
  readonly vectors: Float64Array;
}

/** Columns beyond those wanted: the last ones wanted converge by the gap to the first one left out. */
const SPARE_COLUMNS = 16;
const PASSES = 16;

/**
 * Eigenpairs of the largest magnitude of a large symmetric matrix of which only products are known: subspace iteration
 * with a Rayleigh–Ritz step at the end (Halko, Martinsson and Tropp 2011). Close pairs at the end of the list may be
 * mixtures of each other; what the pairs span together is what counts.
 */
export function dominantEigen({ size, count, random, multiply }: DominantEigenOptions): DominantEigen {
  const columns = Math.min(size, count + SPARE_COLUMNS);
  let block = Float64Array.from({ length: size * columns }, () => random.normal());
  let next = new Float64Array(size * columns);
  for (let pass = 0; pass < PASSES; pass += 1) {
    orthonormalise(block, size, columns);
    next.fill(0);
    multiply(block, next, columns);
    [block, next] = [next, block];
  }
  // Twice: once loses digits where columns were nearly parallel.
  orthonormalise(block, size, columns);
  orthonormalise(block, size, columns);
  next.fill(0);
  multiply(block, next, columns);
  const { values, vectors } = symmetricEigen(innerProducts(block, next, size, columns), columns);
  const result = new Float64Array(size * count);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < count; column += 1) {
      let sum = 0;
      for (let at = 0; at < columns; at += 1) {
        sum += (block[row * columns + at] as number) * (vectors[column * columns + at] as number);
      }
      result[row * count + column] = sum;
    }
  }
  return { values: values.slice(0, count), vectors: result };
}

/** leftᵀ · right, made symmetric against rounding: [columns, columns] */
function innerProducts(left: Float64Array, right: Float64Array, size: number, columns: number): Float64Array {
  const sums = new Float64Array(columns * columns);
  for (let row = 0; row < size; row += 1) {
    const start = row * columns;
    for (let i = 0; i < columns; i += 1) {
      const value = left[start + i] as number;
      if (value === 0) continue;
      for (let j = 0; j < columns; j += 1) {
        sums[i * columns + j] = (sums[i * columns + j] as number) + value * (right[start + j] as number);
      }
    }
  }
  return sums.map(
    (value, at) => (value + (sums[(at % columns) * columns + Math.floor(at / columns)] as number)) / 2,
  );
}

/**
 * Columns become orthonormal: by the inverse Cholesky factor of their inner products. A column that depends on those
 * before it becomes zero.
 */
function orthonormalise(block: Float64Array, size: number, columns: number): void {
  const factor = choleskyFactor(innerProducts(block, block, size, columns), columns);
  for (let row = 0; row < size; row += 1) forwardSubstitute(block, row * columns, factor, columns);
}

const DEPENDENT = 1e-14;

/** Lower triangular L with L · Lᵀ = matrix. A dependent column has an infinite diagonal, so that dividing makes it 0. */
function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] as number;
      for (let k = 0; k < j; k += 1)
        sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      const scale = matrix[i * size + i] as number;
      if (i !== j) factor[i * size + j] = sum / (factor[j * size + j] as number);
      else factor[i * size + i] = sum > DEPENDENT * scale ? Math.sqrt(sum) : Number.POSITIVE_INFINITY;
    }
  }
  return factor;
}

/** Solves L · x = row in place. */
function forwardSubstitute(block: Float64Array, start: number, factor: Float64Array, size: number): void {
  for (let i = 0; i < size; i += 1) {
    let sum = block[start + i] as number;
    for (let k = 0; k < i; k += 1) sum -= (factor[i * size + k] as number) * (block[start + k] as number);
    block[start + i] = sum / (factor[i * size + i] as number);
  }
}
