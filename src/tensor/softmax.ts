import {
  exp,
  softmax as kernelSoftmax,
  log,
  max,
  mul,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/** Softmax over the last axis of any tensor, with the closed-form gradient p · (g − Σ g·p). */
export function softmax<Kind extends Tensor>(logits: Kind): Kind {
  return withGradient([logits] as const, (logits) => {
    const probabilities = kernelSoftmax(logits) as Kind;
    return {
      value: probabilities,
      keep: [probabilities],
      gradient: (upstream, tensors) => [softmaxGradient(kept<Kind>(tensors, 0), upstream)],
    };
  });
}

/** Gradient of the logits from the probabilities and the gradient of the probabilities, last axis. */
export function softmaxGradient<Kind extends Tensor>(probabilities: Kind, upstream: Kind): Kind {
  const inner = sum(mul(upstream, probabilities), -1, true);
  return mul(probabilities, sub(upstream, inner));
}

/** Logarithm of the softmax over the last axis, with the closed-form gradient g − p · Σ g. */
export function logSoftmax(logits: Tensor2D): Tensor2D {
  return withGradient([logits] as const, (logits) => {
    const shifted = sub(logits, max(logits, 1, true)); // [n, classes]
    const value = sub(shifted, log(sum(exp(shifted), 1, true))) as Tensor2D;
    return {
      value,
      keep: [kernelSoftmax(logits)],
      gradient: (upstream, tensors) => [
        sub(upstream, mul(kept<Tensor2D>(tensors, 0), sum(upstream, 1, true))),
      ],
    };
  });
}
