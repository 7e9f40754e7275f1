import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { gelu, relu, squaredRelu } from './activation.js';
import { fused, hasFused } from './fused-kernel.js';
import { linear } from './product.js';
import { kept, withGradient } from './with-gradient.js';

const ACTIVATIONS = { relu, 'squared-relu': squaredRelu, gelu } as const;
export type Activation = keyof typeof ACTIVATIONS;

export interface FeedForwardOperands {
  /** [n, width] */
  readonly input: Tensor2D;
  /** [width, hidden] */
  readonly weightIn: Tensor2D;
  /** [hidden] */
  readonly biasIn: Tensor1D;
  /** [hidden, width] */
  readonly weightOut: Tensor2D;
  /** [width] */
  readonly biasOut: Tensor1D;
}

/** activation(x · W₁ + b₁) · W₂ + b₂, row by row: in one piece where the backend has it fused. → [n, width] */
export function feedForward(operands: FeedForwardOperands, activation: Activation): Tensor2D {
  const { input, weightIn, biasIn, weightOut, biasOut } = operands;
  if (activation === 'gelu' || !hasFused('FeedForward')) {
    const hidden = ACTIVATIONS[activation](linear({ input, weight: weightIn, bias: biasIn }));
    return linear({ input: hidden, weight: weightOut, bias: biasOut });
  }
  return withGradient([input, weightIn, biasIn, weightOut, biasOut] as const, (...inputs) => {
    const [x, w1, b1, w2, b2] = inputs;
    const given = { input: x, weightIn: w1, biasIn: b1, weightOut: w2, biasOut: b2 };
    const [value, positive] = fused('FeedForward', given, { activation }) ?? [];
    return {
      value: value as Tensor2D,
      keep: [positive as Tensor2D, x, w1, w2],
      gradient: (upstream, tensors) =>
        fused(
          'FeedForwardGradient',
          {
            upstream,
            positive: kept<Tensor2D>(tensors, 0),
            input: kept<Tensor2D>(tensors, 1),
            weightIn: kept<Tensor2D>(tensors, 2),
            weightOut: kept<Tensor2D>(tensors, 3),
          },
          { activation },
        ) ?? [],
    };
  });
}
