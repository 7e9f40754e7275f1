import { nativeSession } from './native-session.js';
import type { OnnxSession } from './onnx-runtime.js';

/**
 * factor · left · right for stacks of matrices [… , n, k] · [… , k, m], numpy broadcasting of the leading axes, either
 * side transposed at no cost.
 */
export function batchedProduct(
  options: {
    readonly transposeLeft?: boolean;
    readonly transposeRight?: boolean;
    readonly factor?: number;
  } = {},
): OnnxSession {
  return nativeSession({
    nodes: [
      {
        operator: 'FusedMatMul',
        domain: 'com.microsoft',
        inputs: ['left', 'right'],
        outputs: ['product'],
        attributes: {
          transA: Number(options.transposeLeft ?? false),
          transB: Number(options.transposeRight ?? false),
          alpha: { float: options.factor ?? 1 },
        },
      },
    ],
    inputs: ['left', 'right'],
    outputs: ['product'],
  });
}
