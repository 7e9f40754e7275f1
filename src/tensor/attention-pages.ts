import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { readValues } from './read-values.js';

export interface AttentionShape {
  /** Sequences in the batch. */
  readonly batch: number;
  /** Rows per sequence, padding included. */
  readonly length: number;
  readonly heads: number;
}

/**
 * A block of a matrix on the host: the rows of one sequence and the columns of one head.
 * Pages are cut out and put back with plain loops on the host. The memory of the WebAssembly backend is host memory,
 * and each of its `slice` calls copies the whole source first.
 */
export interface Page {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Position of the first value, and the distance from one row to the next. */
  readonly start: number;
  readonly stride: number;
}

/** Page of a matrix [batch · length, roles · width] whose columns are role after role, head after head. */
export function sequencePage(options: {
  readonly values: Float32Array;
  readonly shape: AttentionShape;
  readonly sequence: number;
  readonly head: number;
  readonly role: number;
  readonly roles: number;
}): Page {
  const { values, shape, roles } = options;
  const stride = values.length / (shape.batch * shape.length);
  const columns = stride / (roles * shape.heads);
  const block = options.role * shape.heads + options.head;
  const start = options.sequence * shape.length * stride + block * columns;
  return { values, rows: shape.length, columns, start, stride };
}

/** Page of a stack [batch · heads, length, length]. */
export function stackPage(values: Float32Array, shape: AttentionShape, index: number): Page {
  const { length } = shape;
  return { values, rows: length, columns: length, start: index * length * length, stride: length };
}

/** left · right of two pages, written to a third. */
export function pageProduct(options: {
  readonly left: Page;
  readonly right: Page;
  readonly target: Page;
  /** Use the transpose of the page. */
  readonly transposeLeft?: boolean;
  readonly transposeRight?: boolean;
}): void {
  const { left, right, target } = options;
  const result = readValues(() => {
    const a = options.transposeLeft === true ? transposedTensor(left) : plainTensor(left);
    const b = options.transposeRight === true ? transposedTensor(right) : plainTensor(right);
    return matMul(a, b); // [target rows, target columns]
  });
  for (let row = 0; row < target.rows; row += 1) {
    const from = row * target.columns;
    const to = target.start + row * target.stride;
    for (let column = 0; column < target.columns; column += 1) {
      target.values[to + column] = result[from + column] as number;
    }
  }
}

/** [rows, columns] */
function plainTensor({ values, rows, columns, start, stride }: Page): Tensor2D {
  if (stride === columns) return tensor2d(values.subarray(start, start + rows * columns), [rows, columns]);
  const copy = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = start + row * stride;
    const to = row * columns;
    for (let column = 0; column < columns; column += 1) copy[to + column] = values[from + column] as number;
  }
  return tensor2d(copy, [rows, columns]);
}

/** [columns, rows] */
function transposedTensor({ values, rows, columns, start, stride }: Page): Tensor2D {
  const copy = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = start + row * stride;
    for (let column = 0; column < columns; column += 1) {
      copy[column * rows + row] = values[from + column] as number;
    }
  }
  return tensor2d(copy, [columns, rows]);
}
