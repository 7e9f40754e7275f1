import {
  add,
  cast,
  gather,
  log,
  max,
  mean,
  mul,
  oneHot,
  reshape,
  type Scalar,
  softmax,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/**
 * Sum over the rows of weight · (−log softmax(logits)[target]); a row of weight 0 (padding) counts nothing.
 * The gradient is (softmax − one-hot) · weight: no gradient of `max` or `logSumExp`, whose boolean
 * broadcasts take seconds on WebAssembly. log Σ exp(z) = max z − log max p, and max p ≥ 1 / classes, so nothing
 * underflows however small p(target) is. Divide by the sum of the weights for a mean per token.
 */
export function crossEntropySum(options: {
  /** [n, classes] */
  readonly logits: Tensor2D;
  /** [n] class of each row; any valid class for rows of weight 0 */
  readonly targets: Int32Array;
  /** [n] ≥ 0 */
  readonly weights: Float32Array;
  /** ε: the target is (1 − ε) one-hot + ε / classes; 0 when absent. */
  readonly labelSmoothing?: number;
}): Scalar {
  const { targets, weights, labelSmoothing: smoothing = 0 } = options;
  return withGradient([options.logits] as const, (logits) => {
    const probabilities = softmax(logits); // [n, classes]
    const logNormaliser = sub(max(logits, 1), log(max(probabilities, 1))) as Tensor1D; // [n]
    const likely = sub(logNormaliser, mul(targetLogits(logits, targets), 1 - smoothing));
    const losses = smoothing === 0 ? likely : sub(likely, mul(mean(logits, 1), smoothing)); // [n]
    return {
      value: sum(mul(losses, tensor1d(weights))) as Scalar,
      keep: [probabilities],
      gradient: (upstream, tensors) => {
        const p = kept<Tensor2D>(tensors, 0);
        const classes = p.shape[1];
        // The float32 form of the WebAssembly `oneHot` (4.22) writes the bits of the integer 1.
        const labels = cast(oneHot(tensor1d(targets, 'int32'), classes), 'float32'); // [n, classes]
        const wanted = smoothing === 0 ? labels : add(mul(labels, 1 - smoothing), smoothing / classes);
        const rowWeights = reshape(mul(tensor1d(weights), upstream), [targets.length, 1]); // [n, 1]
        return [mul(sub(p, wanted), rowWeights)];
      },
    };
  });
}

/** Logit of the target of each row. [n, classes] → [n] */
function targetLogits(logits: Tensor2D, targets: Int32Array): Tensor1D {
  const [rows, classes] = logits.shape;
  const flatIndex = Int32Array.from(targets, (target, row) => row * classes + target);
  return gather(reshape(logits, [rows * classes]), tensor1d(flatIndex, 'int32'));
}
