import { nativeSession } from './native-session.js';
import type { OnnxAttribute } from './onnx-graph.js';
import type { Operand } from './onnx-runtime.js';

/** A matrix product of one kind. */
export interface Gemm {
  /** result = left · right */
  multiply(left: Operand, right: Operand, result: Operand): void;
  /** result += left · right */
  accumulate(left: Operand, right: Operand, result: Operand): void;
}

/**
 * Products of two matrices with either side transposed. One node per session: ONNX Runtime would take memory for what
 * lies between two nodes from the system and give it back, and fresh pages cost more than the additions in them.
 */
export function gemm(options: { readonly transposeLeft?: boolean; readonly transposeRight?: boolean }): Gemm {
  const attributes: Record<string, OnnxAttribute> = {
    transA: Number(options.transposeLeft ?? false),
    transB: Number(options.transposeRight ?? false),
  };
  const session = (inputs: readonly string[]) =>
    nativeSession({
      nodes: [{ operator: 'Gemm', inputs, outputs: ['result'], attributes }],
      inputs,
      outputs: ['result'],
    });
  const multiply = session(['left', 'right']);
  const accumulate = session(['left', 'right', 'before']);
  return {
    multiply: (left, right, result) => multiply.run({ left, right }, { result }),
    // The sum so far is read from where the result is written: ONNX Runtime copies it there first.
    accumulate: (left, right, result) => accumulate.run({ left, right, before: result }, { result }),
  };
}

/** The three products of a linear map: x · W, upstream · Wᵀ and xᵀ · upstream. */
export const PRODUCT = gemm({});
export const PRODUCT_WITH_TRANSPOSED = gemm({ transposeRight: true });
export const PRODUCT_OF_TRANSPOSED = gemm({ transposeLeft: true });

/** Rows `start` … `end` − 1 of a matrix in place. */
export function rowsOf({ values, shape }: Operand, start: number, end: number): Operand {
  const width = shape[1] as number;
  return { values: values.subarray(start * width, end * width), shape: [end - start, width] };
}

/**
 * Calls back for runs of rows. A matrix whose rows are far apart in memory is written strip by strip over all its rows:
 * beyond a few hundred rows every write misses the translation of its page.
 */
export function inRowChunks(rows: number, chunk: number, work: (start: number, end: number) => void): void {
  for (let start = 0; start < rows; start += chunk) work(start, Math.min(rows, start + chunk));
}
