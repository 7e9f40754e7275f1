import { getBackend, matMul, tensor2d } from '@tensorflow/tfjs-core';
import { type Gemm, PRODUCT, PRODUCT_WITH_TRANSPOSED } from './native/gemm.js';
import { readValues } from './read-values.js';

/** A matrix on the host, row after row: a typed array or a view of whole rows of a larger one. */
export interface HostMatrix {
  /** [rows · columns] */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * result = left · right, or result += left · right, for matrices that live on the host: scores, similarities, normal
 * equations. On `native` the operands are read and the result is written where they are; other backends copy.
 * Neither operand may share memory with the result.
 */
export function hostProduct(options: {
  /** [n, a] */
  readonly left: HostMatrix;
  /** [a, m], or [m, a] where it is to be transposed */
  readonly right: HostMatrix;
  readonly transposeRight?: boolean;
  /** Adds to what is there. */
  readonly accumulate?: boolean;
  /** [n, m] */
  readonly result: HostMatrix;
}): void {
  const { left, right, transposeRight = false, accumulate = false, result } = options;
  if (result.values.length === 0) return;
  if (getBackend() === 'native') {
    const gemm: Gemm = transposeRight ? PRODUCT_WITH_TRANSPOSED : PRODUCT;
    gemm[accumulate ? 'accumulate' : 'multiply'](operand(left), operand(right), operand(result));
    return;
  }
  const product = readValues(() =>
    matMul(
      tensor2d(left.values, [left.rows, left.columns]),
      tensor2d(right.values, [right.rows, right.columns]),
      false,
      transposeRight,
    ),
  );
  if (!accumulate) {
    result.values.set(product);
    return;
  }
  for (let index = 0; index < product.length; index += 1) {
    result.values[index] = (result.values[index] as number) + (product[index] as number);
  }
}

function operand({ values, rows, columns }: HostMatrix): {
  readonly values: Float32Array;
  readonly shape: readonly number[];
} {
  return { values, shape: [rows, columns] };
}

/** Rows `start` … `end` − 1 in place. */
export function hostRows({ values, columns }: HostMatrix, start: number, end: number): HostMatrix {
  return { values: values.subarray(start * columns, end * columns), rows: end - start, columns };
}
