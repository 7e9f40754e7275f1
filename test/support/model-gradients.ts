import type { PairBatch, PairwiseModel } from '../../models/pairwise/pairwise-model.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { dispose, tidy } from '../../src/tensor/tensor.js';

const STEP = 1 / 64;

/**
 * Compares the gradients of the loss of a model with central finite differences, weight by weight.
 * @returns for each parameter the largest absolute difference, divided by the largest finite difference of all
 */
export function modelGradientErrors(model: PairwiseModel, batch: PairBatch): Record<string, number> {
  const { parameters } = model;
  const { gradients } = lossAndGradients(parameters, () => model.loss(batch));
  const start = parameters.export();
  const lossAt = (name: string, index: number, by: number): number => {
    const values = start.get(name)?.values.slice() ?? new Float32Array();
    values[index] = (values[index] as number) + by;
    parameters.import(new Map([...start, [name, { shape: start.get(name)?.shape ?? [], values }]]));
    return tidy(() => model.loss(batch).dataSync()[0] as number);
  };
  const differences: Record<string, number> = {};
  let largest = 0;
  for (const [name, { values }] of start) {
    const analytic = gradients.get(name)?.dataSync() ?? new Float32Array(values.length);
    let difference = 0;
    for (const index of values.keys()) {
      const numeric = (lossAt(name, index, STEP) - lossAt(name, index, -STEP)) / (2 * STEP);
      difference = Math.max(difference, Math.abs(numeric - (analytic[index] as number)));
      largest = Math.max(largest, Math.abs(numeric));
    }
    differences[name] = difference;
  }
  parameters.import(start);
  dispose([...gradients.values()]);
  return Object.fromEntries(Object.entries(differences).map(([name, value]) => [name, value / largest]));
}
