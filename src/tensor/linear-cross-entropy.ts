import { mul, type Scalar, sum, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { crossEntropySum } from './cross-entropy.js';
import { fused, hasFused } from './fused-kernel.js';
import { type LinearOperands, linear } from './product.js';
import { kept, withGradient } from './with-gradient.js';

/**
 * Output layer and cross-entropy in one: Σ over the rows of weight · (−log softmax(x·W + b)[target]).
 * With label smoothing ε the target distribution is (1 − ε) one-hot + ε / classes (Szegedy et al. 2016).
 * A row of weight 0 (padding) counts nothing; divide by the sum of the weights for a mean per token.
 * No [rows, classes] one-hot is made, and only softmax − target is kept for the gradient.
 */
export function linearCrossEntropySum(
  options: LinearOperands & {
    /** [n] class of each row; any valid class for rows of weight 0 */
    readonly targets: Int32Array;
    /** [n] ≥ 0 */
    readonly weights: Float32Array;
    /** ε, 0 … 1; 0 when absent. */
    readonly labelSmoothing?: number;
  },
): Scalar {
  const { targets, weights, labelSmoothing = 0 } = options;
  if (!hasFused('ClassResidual')) {
    return crossEntropySum({ logits: linear(options), targets, weights, labelSmoothing });
  }
  return withGradient([options.input, options.weight, options.bias] as const, (input, weight, bias) => {
    const [losses, residual] =
      fused('ClassResidual', { input, weight, bias }, { targets, labelSmoothing }) ?? [];
    return {
      value: sum(mul(losses as Tensor2D, tensor1d(weights))) as Scalar,
      keep: [residual as Tensor2D, input, weight],
      gradient: (upstream, tensors) => {
        const factor = upstream.dataSync<'float32'>()[0] as number;
        return (
          fused(
            'ClassResidualGradient',
            {
              residual: kept<Tensor2D>(tensors, 0),
              input: kept<Tensor2D>(tensors, 1),
              weight: kept<Tensor2D>(tensors, 2),
            },
            { rowWeights: weights.map((value) => value * factor) },
          ) ?? []
        );
      },
    };
  });
}
