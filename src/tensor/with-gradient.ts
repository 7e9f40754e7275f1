import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/** What a differentiable operation gives: its value and the gradient of each of its inputs. */
export interface Differentiable<Output extends Tensor> {
  readonly value: Output;
  /** Tensors that `gradient` needs again; they live until the backward pass is over. */
  readonly keep: Tensor[];
  /** Gradients of the inputs, in their order and shapes, given the gradient of the value. */
  readonly gradient: (upstream: Output, kept: readonly Tensor[]) => Tensor[];
}

/**
 * An operation with a gradient of its own: a typed `tf.customGrad`.
 * Nothing inside `forward` is recorded for differentiation, so no stock gradient is ever used.
 */
export function withGradient<Inputs extends readonly Tensor[], Output extends Tensor>(
  inputs: Inputs,
  forward: (...inputs: Inputs) => Differentiable<Output>,
): Output {
  const operation = customGrad((...received) => {
    const save = received.at(-1) as (tensors: Tensor[]) => void;
    const result = forward(...(received.slice(0, -1) as unknown as Inputs));
    save(result.keep);
    return {
      value: result.value,
      gradFunc: (upstream: Tensor, kept: Tensor[]) => result.gradient(upstream as Output, kept),
    };
  });
  return operation(...inputs) as Output;
}

/** A tensor kept by `withGradient`, by position. */
export function kept<Kind extends Tensor>(tensors: readonly Tensor[], index: number): Kind {
  return tensors[index] as Kind;
}
