import { AdamW } from '../../src/tensor/adamw.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { dispose, tensor1d } from '../../src/tensor/tensor.js';
import { normals } from './on-backend.js';

const OPTIONS = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 };
const LEARNING_RATE = 0.02;
/** What clipping leaves of every gradient. */
const SCALE = 0.25;

/**
 * Weights after AdamW steps with decay and clipped gradients on the current backend, and the same by the published
 * formula (Loshchilov and Hutter 2019, algorithm 2, without schedule) in float64.
 */
export function updatesOn({ size, steps }: { readonly size: number; readonly steps: number }): {
  readonly found: Float32Array;
  readonly expected: readonly number[];
} {
  const initial = normals(size, 1);
  const parameters = new Parameters(new Map([['w', { shape: [size], initial, decays: true }]]));
  const optimizer = new AdamW(parameters, OPTIONS);
  const expected = [...initial];
  const mean = expected.map(() => 0);
  const squared = expected.map(() => 0);
  for (let step = 1; step <= steps; step += 1) {
    const gradient = normals(size, 100 + step);
    const tensor = tensor1d(gradient);
    optimizer.update({ gradients: new Map([['w', tensor]]), learningRate: LEARNING_RATE, scale: SCALE });
    dispose(tensor);
    for (const [index, value] of gradient.entries()) {
      const g = value * SCALE;
      const m = OPTIONS.beta1 * (mean[index] as number) + (1 - OPTIONS.beta1) * g;
      const v = OPTIONS.beta2 * (squared[index] as number) + (1 - OPTIONS.beta2) * g * g;
      mean[index] = m;
      squared[index] = v;
      const corrected = m / (1 - OPTIONS.beta1 ** step);
      const deviation = Math.sqrt(v / (1 - OPTIONS.beta2 ** step)) + OPTIONS.epsilon;
      const before = expected[index] as number;
      expected[index] = before - LEARNING_RATE * (corrected / deviation + OPTIONS.weightDecay * before);
    }
  }
  const found = parameters.export().get('w')?.values ?? new Float32Array();
  optimizer.dispose();
  parameters.dispose();
  return { found, expected };
}
