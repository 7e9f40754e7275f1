import { add, mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { fused, hasFused } from './fused-kernel.js';

/** Σ weight · input of tensors of one shape, without a gradient of its own; one pass over memory where it is fused. */
export function weightedTotal<Kind extends Tensor>(
  inputs: readonly Kind[],
  weights: readonly number[],
): Kind {
  const named = Object.fromEntries(inputs.map((input, index) => [`input${index}`, input]));
  const [total] = fused('WeightedSum', named, { weights }) ?? [composed(inputs, weights)];
  return total as Kind;
}

function composed(inputs: readonly Tensor[], weights: readonly number[]): Tensor {
  const weighed = inputs.map((input, index) => times(input, weights[index] as number));
  return weighed.reduce((total, term) => add(total, term));
}

function times(input: Tensor, weight: number): Tensor {
  return weight === 1 ? input.clone() : mul(input, weight);
}

/** input · factor · scalar, for the gradient of a loss: `scalar` is the gradient of the loss. */
export function timesScalar<Kind extends Tensor>(input: Kind, scalar: Scalar, factor: number): Kind {
  // Only where the value of the scalar is at hand; a GPU would have to be waited for.
  if (hasFused('WeightedSum')) {
    return weightedTotal([input], [factor * (scalar.dataSync<'float32'>()[0] as number)]);
  }
  return mul(input, mul(scalar, factor)) as Kind;
}
