import {
  log,
  max,
  mul,
  type Scalar,
  softmax,
  sub,
  sum,
  type Tensor2D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/**
 * Σ over the rows of −Σ_c target[c] · log softmax(logits)[c]: cross-entropy against a distribution over the classes,
 * such as the words of a text, instead of against one class. A row of zeros counts nothing.
 * With t the targets of a row and p = softmax of its logits, the gradient is p · Σt − t.
 */
export function softCrossEntropySum(options: {
  /** [n, classes] */
  readonly logits: Tensor2D;
  /** [n · classes] ≥ 0; each row usually sums to its weight */
  readonly targets: Float32Array;
}): Scalar {
  return withGradient([options.logits] as const, (logits) => {
    const targets = tensor2d(options.targets, logits.shape); // [n, classes]
    const masses = sum(targets, 1, true) as Tensor2D; // [n, 1]
    const probabilities = softmax(logits); // [n, classes]
    // log Σ exp(z) = max z − log max p, and max p ≥ 1 / classes: nothing underflows.
    const logNormaliser = sub(max(logits, 1, true), log(max(probabilities, 1, true))); // [n, 1]
    const surprise = sub(mul(masses, logNormaliser), sum(mul(targets, logits), 1, true)); // [n, 1]
    return {
      value: sum(surprise) as Scalar,
      keep: [probabilities, targets, masses],
      gradient: (upstream, tensors) => {
        const expected = mul(kept<Tensor2D>(tensors, 0), kept<Tensor2D>(tensors, 2));
        return [mul(sub(expected, kept<Tensor2D>(tensors, 1)), upstream)];
      },
    };
  });
}
