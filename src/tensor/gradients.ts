import {
  addN,
  dispose,
  type NamedTensorMap,
  type Scalar,
  sqrt,
  type Tensor,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Parameters } from './parameters.js';
import { readValues } from './read-values.js';
import { squaredLength } from './sum-of-squares.js';

/** Gradients of a loss by parameter name, and the loss itself. The caller disposes the gradients. */
export function lossAndGradients(
  parameters: Parameters,
  loss: () => Scalar,
): { readonly loss: number; readonly gradients: Map<string, Tensor> } {
  const names = parameters.names;
  const variables = names.map((name) => parameters.variable(name));
  const { value, grads } = variableGrads(loss, variables);
  const number = value.dataSync()[0] as number;
  dispose(value);
  const gradients = new Map<string, Tensor>();
  for (const [index, name] of names.entries()) {
    const gradient = (grads as NamedTensorMap)[variables[index]?.name ?? ''];
    if (gradient !== undefined) gradients.set(name, gradient);
  }
  return { loss: number, gradients };
}

/** √(Σ g²) over all gradients together. */
export function globalNorm(gradients: ReadonlyMap<string, Tensor>): number {
  const [norm] = readValues(() => sqrt(addN([...gradients.values()].map(squaredLength))));
  return norm as number;
}
