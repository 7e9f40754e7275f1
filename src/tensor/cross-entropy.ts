import {
  cast,
  gather,
  log,
  max,
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
 * broadcasts take seconds on WebAssembly. Divide by the sum of the weights for a mean per token.
 */
export function crossEntropySum(options: {
  /** [n, classes] */
  readonly logits: Tensor2D;
  /** [n] class of each row; any valid class for rows of weight 0 */
  readonly targets: Int32Array;
  /** [n] ≥ 0 */
  readonly weights: Float32Array;
}): Scalar {
  const { targets, weights } = options;
  return withGradient([options.logits] as const, (logits) => {
    const probabilities = softmax(logits); // [n, classes]
    return {
      value: sum(
        mul(negativeLogLikelihoods({ logits, probabilities, targets }), tensor1d(weights)),
      ) as Scalar,
      keep: [probabilities],
      gradient: (upstream, tensors) => {
        const p = kept<Tensor2D>(tensors, 0);
        // The float32 form of the WebAssembly `oneHot` (4.22) writes the bits of the integer 1.
        const labels = cast(oneHot(tensor1d(targets, 'int32'), p.shape[1]), 'float32'); // [n, classes]
        const rowWeights = reshape(mul(tensor1d(weights), upstream), [targets.length, 1]); // [n, 1]
        return [mul(sub(p, labels), rowWeights)];
      },
    };
  });
}

/**
 * −log p(target) of each row. log Σ exp(z) = max z − log max p, and max p ≥ 1 / classes, so nothing
 * underflows however small p(target) is.
 */
function negativeLogLikelihoods(options: {
  readonly logits: Tensor2D;
  readonly probabilities: Tensor2D;
  readonly targets: Int32Array;
}): Tensor1D {
  const [rows, classes] = options.logits.shape;
  const flatIndex = Int32Array.from(options.targets, (target, row) => row * classes + target);
  const targetLogits = gather(reshape(options.logits, [rows * classes]), tensor1d(flatIndex, 'int32')); // [n]
  const logNormaliser = sub(max(options.logits, 1), log(max(options.probabilities, 1))); // [n]
  return sub(logNormaliser, targetLogits) as Tensor1D;
}
