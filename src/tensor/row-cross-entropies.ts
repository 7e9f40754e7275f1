import {
  gather,
  log,
  max,
  reshape,
  softmax,
  sub,
  type Tensor,
  type Tensor1D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { type LinearOperands, linear } from './product.js';

/**
 * −log softmax(x·W + b)[target] of each row, for measuring: there is no gradient, and everything is disposed by the
 * tidy or `readValues` around it. → [n]
 * The same numbers that `linearCrossEntropySum` adds up.
 */
export function rowCrossEntropies(
  options: LinearOperands & {
    /** [n] class of each row */
    readonly targets: Int32Array;
  },
): Tensor1D {
  const { input, weight, bias, targets } = options;
  const [losses] = fused('ClassResidual', { input, weight, bias }, { targets, labelSmoothing: 0 }) ?? [];
  return reshape(losses ?? composed(options), [targets.length]);
}

function composed(options: LinearOperands & { readonly targets: Int32Array }): Tensor {
  const logits = linear(options); // [n, classes]
  const [rows, classes] = logits.shape;
  const places = Int32Array.from(options.targets, (target, row) => row * classes + target);
  const wanted = gather(reshape(logits, [rows * classes]), tensor1d(places, 'int32')); // [n]
  // log Σ exp(z) = max z − log max p, and max p ≥ 1 / classes: nothing underflows.
  const logNormaliser = sub(max(logits, 1), log(max(softmax(logits), 1))); // [n]
  return sub(logNormaliser, wanted);
}
