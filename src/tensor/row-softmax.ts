import { mul, softmax, type Tensor2D } from '@tensorflow/tfjs-core';
import { softmaxGradient } from './softmax-gradient.js';
import { kept, withGradient } from './with-gradient.js';

/** softmax(logits / temperature) of each row, with the closed-form gradient. [n, m] → [n, m] */
export function rowSoftmax(logits: Tensor2D, temperature = 1): Tensor2D {
  return withGradient([logits] as const, (logits) => {
    const shares = softmax(mul(logits, 1 / temperature)) as Tensor2D;
    return {
      value: shares,
      keep: [shares],
      gradient: (upstream, tensors) => [
        mul(softmaxGradient(kept<Tensor2D>(tensors, 0), upstream), 1 / temperature),
      ],
    };
  });
}
