import { mul, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/** Gradient of the logits, p · (g − Σ g·p), from the probabilities and their gradient, over the last axis. */
export function softmaxGradient<Kind extends Tensor>(probabilities: Kind, upstream: Kind): Kind {
  const inner = sum(mul(upstream, probabilities), -1, true);
  return mul(probabilities, sub(upstream, inner));
}
