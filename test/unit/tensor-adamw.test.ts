import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { globalNorm, lossAndGradients } from '../../src/tensor/gradients.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import { dispose, memory, type Scalar, tensor1d, tensor2d } from '../../src/tensor/tensor.js';

const OPTIONS = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 };

function twoParameters(): Parameters {
  return new Parameters(
    new Map([
      ['matrix', { shape: [2], initial: Float32Array.of(1, -2), decays: true }],
      ['bias', { shape: [2], initial: Float32Array.of(1, -2), decays: false }],
    ]),
  );
}

describe('AdamW', () => {
  beforeAll(async () => {
    await selectBackend({ name: 'wasm', logger: silentLogger });
  });

  it('follows the published formulas over three steps, with decay on matrices only', () => {
    const parameters = twoParameters();
    const optimizer = new AdamW(parameters, OPTIONS);
    const expected = { matrix: [1, -2], bias: [1, -2] };
    const mean = [0, 0];
    const square = [0, 0];
    for (let step = 1; step <= 3; step += 1) {
      const gradient = [0.5 * step, -1];
      const tensors = new Map(['matrix', 'bias'].map((name) => [name, tensor1d(gradient)]));
      optimizer.update({ gradients: tensors, learningRate: 0.01, scale: 0.5 });
      dispose([...tensors.values()]);
      for (const index of [0, 1]) {
        const g = 0.5 * (gradient[index] as number);
        mean[index] = 0.9 * (mean[index] as number) + 0.1 * g;
        square[index] = 0.99 * (square[index] as number) + 0.01 * g * g;
        const change =
          (0.01 * ((mean[index] as number) / (1 - 0.9 ** step))) /
          (Math.sqrt((square[index] as number) / (1 - 0.99 ** step)) + 1e-8);
        expected.matrix[index] = (expected.matrix[index] as number) * (1 - 0.01 * 0.1) - change;
        expected.bias[index] = (expected.bias[index] as number) - change;
      }
    }
    for (const name of ['matrix', 'bias'] as const) {
      const values = parameters.export().get(name)?.values ?? [];
      for (const index of [0, 1]) expect(values[index]).toBeCloseTo(expected[name][index] as number, 5);
    }
    optimizer.dispose();
    parameters.dispose();
  });

  it('goes on from exported moments exactly', () => {
    const run = (interruptAfter?: number): Float32Array => {
      let parameters = twoParameters();
      let optimizer = new AdamW(parameters, OPTIONS);
      for (let step = 1; step <= 6; step += 1) {
        const gradients = new Map([['matrix', tensor1d([Math.sin(step), 0.1])]]);
        optimizer.update({ gradients, learningRate: 0.05, scale: 1 });
        dispose([...gradients.values()]);
        if (step !== interruptAfter) continue;
        const [weights, moments, at] = [parameters.export(), optimizer.export(), optimizer.step];
        optimizer.dispose();
        parameters.dispose();
        parameters = twoParameters();
        optimizer = new AdamW(parameters, OPTIONS);
        parameters.import(weights);
        optimizer.import(moments, at);
      }
      const values = parameters.export().get('matrix')?.values ?? new Float32Array();
      optimizer.dispose();
      parameters.dispose();
      return values;
    };
    expect(run(3)).toEqual(run());
  });

  it('leaves the number of tensors unchanged over a thousand training steps', () => {
    const parameters = new Parameters(
      new Map([['w', { shape: [2, 1], initial: Float32Array.of(1, 1), decays: true }]]),
    );
    const optimizer = new AdamW(parameters, OPTIONS);
    const before = memory().numTensors;
    for (let step = 0; step < 1000; step += 1) {
      const { gradients } = lossAndGradients(parameters, () =>
        reshape<Scalar>(product(tensor2d([1, 2], [1, 2]), parameters.get('w')), []),
      );
      expect(globalNorm(gradients)).toBeCloseTo(Math.sqrt(5), 5);
      optimizer.update({ gradients, learningRate: 0.001, scale: 1 });
      dispose([...gradients.values()]);
    }
    expect(memory().numTensors).toBe(before);
    optimizer.dispose();
    parameters.dispose();
  });
});
