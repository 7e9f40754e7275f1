import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** What a differentiable operation of several values gives. */
interface DifferentiableValues<Output extends Tensor> {
  readonly values: Output[];
  /** Gradients of the inputs, in their order and shapes, given those of all values; zeros for a value nobody used. */
  readonly gradient: (upstreams: readonly Output[]) => Tensor[];
}

/** The engine under `tf.customGrad`, which itself takes one value only. */
interface RecordingEngine {
  runKernelFunc(operation: {
    readonly inputs: Readonly<Record<string, Tensor>>;
    readonly forwardFunc: () => Tensor[];
    readonly backwardsFunc: (upstreams: Tensor | Tensor[]) => Readonly<Record<string, () => Tensor>>;
  }): Tensor[];
}

/** `withGradient` for an operation of several values that keeps nothing for its gradient. */
export function withGradients<Inputs extends readonly Tensor[], Output extends Tensor>(
  inputs: Inputs,
  forward: (...inputs: Inputs) => DifferentiableValues<Output>,
): Output[] {
  const recording = engine() as unknown as RecordingEngine;
  let result: DifferentiableValues<Output> | undefined;
  return recording.runKernelFunc({
    inputs: Object.fromEntries(inputs.map((input, index) => [`${index}`, input])),
    forwardFunc: () => {
      result = forward(...inputs);
      return result.values;
    },
    backwardsFunc: (upstreams) => {
      const given = (Array.isArray(upstreams) ? upstreams : [upstreams]) as Output[];
      const gradients = result?.gradient(given) ?? [];
      return Object.fromEntries(gradients.map((gradient, index) => [`${index}`, () => gradient]));
    },
  }) as Output[];
}
