import { pauseForAbort } from '../../src/inference/pause-for-abort.js';
import { hostProduct } from '../../src/tensor/host-product.js';
import { invertBlock } from './invert-block.js';

/** Columns that are eliminated at a time: wide enough for fast products, narrow enough for `invertBlock`. */
const BLOCK = 256;

/**
 * Replaces a symmetric positive-definite matrix by its inverse: Gauss–Jordan elimination in blocks, 2 n³ operations of
 * which nearly all are float32 matrix products on the current backend. Beside the matrix it needs two panels of
 * 256 · n numbers.
 * @param matrix [size, size]
 * @throws the reason of `signal` when that aborts; the matrix is then of no use
 */
export async function invertInPlace(options: {
  readonly matrix: Float32Array;
  readonly size: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { matrix, size, signal } = options;
  for (let start = 0; start < size; start += BLOCK) {
    await pauseForAbort(signal);
    eliminate({ matrix, size, start, width: Math.min(BLOCK, size - start) });
  }
}

/** One step for the block K of rows and columns; I and J stand for all others. */
function eliminate(options: {
  readonly matrix: Float32Array;
  readonly size: number;
  readonly start: number;
  readonly width: number;
}): void {
  const { matrix, size, start, width } = options;
  const pivotRows = matrix.slice(start * size, (start + width) * size); // A_K·, [width, size]
  const columns = takeNegatedColumns(options); // −A_·K, [size, width]; A_·K becomes 0
  const inverse = Float32Array.from(invertBlock(pivotBlock(pivotRows, options), width)); // A_KK⁻¹
  const panel = new Float32Array(width * size); // [A_KK⁻¹ A_KJ | A_KK⁻¹]
  hostProduct({
    left: { values: inverse, rows: width, columns: width },
    right: { values: pivotRows, rows: width, columns: size },
    result: { values: panel, rows: width, columns: size },
  });
  for (let row = 0; row < width; row += 1) {
    panel.set(inverse.subarray(row * width, (row + 1) * width), row * size + start);
  }
  // A_IJ − A_IK A_KK⁻¹ A_KJ and, where the columns are 0 by now, −A_IK A_KK⁻¹. Rows K are written over below.
  hostProduct({
    left: { values: columns, rows: size, columns: width },
    right: { values: panel, rows: width, columns: size },
    accumulate: true,
    result: { values: matrix, rows: size, columns: size },
  });
  matrix.set(panel, start * size);
}

function takeNegatedColumns(options: {
  readonly matrix: Float32Array;
  readonly size: number;
  readonly start: number;
  readonly width: number;
}): Float32Array {
  const { matrix, size, start, width } = options;
  const columns = new Float32Array(size * width);
  for (let row = 0; row < size; row += 1) {
    const from = row * size + start;
    for (let column = 0; column < width; column += 1) {
      columns[row * width + column] = -(matrix[from + column] as number);
    }
    matrix.fill(0, from, from + width);
  }
  return columns;
}

/** A_KK in float64. [width, width] */
function pivotBlock(
  pivotRows: Float32Array,
  { size, start, width }: { readonly size: number; readonly start: number; readonly width: number },
): Float64Array {
  const block = new Float64Array(width * width);
  for (let row = 0; row < width; row += 1) {
    block.set(pivotRows.subarray(row * size + start, row * size + start + width), row * width);
  }
  return block;
}
