import { add, clone, reshape, tensor, tensor1d, variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { globalNorm } from '../../src/tensor/gradients.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { dispose, memory, type Tensor } from '../../src/tensor/tensor.js';
import { normals } from '../support/on-backend.js';
import { updatesOn } from '../support/optimizer-steps.js';

const OPTIONS = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 };

let tensorsBefore = 0;

beforeAll(async () => {
  await selectBackend({ name: 'native', logger: silentLogger });
});
beforeEach(() => {
  tensorsBefore = memory().numTensors;
});
afterEach(() => expect(memory().numTensors).toBe(tensorsBefore));

describe('AdamW on the native backend', () => {
  it.each([1, 3, 4, 5, 17])('follows the formula for %i weights over 12 steps', (size) => {
    const { found, expected } = updatesOn({ size, steps: 12 });
    expect(found).toHaveLength(size);
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 5);
  });

  /** One step on a parameter that shares its memory in some way. */
  function afterStep(share: (weight: Tensor) => Tensor): {
    readonly shared: number[];
    readonly weight: number[];
  } {
    const parameters = new Parameters(
      new Map([['w', { shape: [5], initial: Float32Array.of(1, 2, 3, 4, 5), decays: true }]]),
    );
    const optimizer = new AdamW(parameters, OPTIONS);
    const other = share(parameters.variable('w'));
    const gradient = tensor1d([1, 1, 1, 1, 1]);
    optimizer.update({ gradients: new Map([['w', gradient]]), learningRate: 0.5, scale: 1 });
    const result = { shared: [...other.dataSync()], weight: [...parameters.variable('w').dataSync()] };
    dispose([gradient, other]);
    optimizer.dispose();
    parameters.dispose();
    return result;
  }

  it.each([
    ['a clone', (weight: Tensor) => clone(weight)],
    ['another shape', (weight: Tensor) => reshape(weight, [5, 1])],
    ['a variable made of it', (weight: Tensor) => variable(weight)],
  ])('leaves %s of a weight as it was', (_, share) => {
    const { shared, weight } = afterStep(share);
    expect(shared).toEqual([1, 2, 3, 4, 5]);
    // 1 − 0.5 · 0.1 of the weight, less the rate.
    for (const [index, value] of weight.entries()) expect(value).toBeCloseTo((index + 1) * 0.95 - 0.5, 5);
  });

  it('leaves the tensor alone that a weight was assigned', () => {
    const parameters = new Parameters(
      new Map([['w', { shape: [2], initial: Float32Array.of(0, 0), decays: false }]]),
    );
    const optimizer = new AdamW(parameters, OPTIONS);
    const [assigned, gradient] = [tensor1d([1, 2]), tensor1d([1, -1])];
    parameters.variable('w').assign(assigned);
    optimizer.update({ gradients: new Map([['w', gradient]]), learningRate: 0.5, scale: 1 });
    expect([...assigned.dataSync()]).toEqual([1, 2]);
    const [first, second] = parameters.variable('w').dataSync();
    expect(first).toBeCloseTo(0.5, 5);
    expect(second).toBeCloseTo(2.5, 5);
    dispose([assigned, gradient]);
    optimizer.dispose();
    parameters.dispose();
  });

  it('writes in place where nothing else shares the weight', () => {
    const parameters = new Parameters(
      new Map([['w', { shape: [2], initial: Float32Array.of(1, 2), decays: false }]]),
    );
    const optimizer = new AdamW(parameters, OPTIONS);
    const { dataId } = parameters.variable('w');
    const gradient = tensor1d([1, 1]);
    optimizer.update({ gradients: new Map([['w', gradient]]), learningRate: 0.5, scale: 1 });
    expect(parameters.variable('w').dataId).toBe(dataId);
    dispose(gradient);
    optimizer.dispose();
    parameters.dispose();
  });
});

describe('a clone on the native backend', () => {
  it('outlives what it was cloned from, and the other way round', () => {
    const first = tensor1d([1, 2, 3]);
    const second = clone(first);
    const third = clone(second);
    expect(memory().numDataBuffers).toBeGreaterThan(0);
    dispose(first);
    // Memory that was freed too early would be given to this one.
    const other = tensor1d([7, 7, 7]);
    expect([...second.dataSync()]).toEqual([1, 2, 3]);
    dispose(second);
    expect([...third.dataSync()]).toEqual([1, 2, 3]);
    const sum = add(third, other);
    expect([...sum.dataSync()]).toEqual([8, 9, 10]);
    dispose([third, other, sum]);
  });

  it('does not follow a variable that is assigned something else', () => {
    const start = tensor1d([1, 2]);
    const own = variable(start);
    const before = clone(own);
    const next = tensor1d([3, 4]);
    own.assign(next);
    expect([...before.dataSync()]).toEqual([1, 2]);
    expect([...own.dataSync()]).toEqual([3, 4]);
    own.dispose();
    expect([...next.dataSync()]).toEqual([3, 4]);
    dispose([start, before, next]);
  });

  it('keeps the type of whole numbers', () => {
    const whole = tensor([1, 2], [2], 'int32');
    const copy = clone(whole);
    expect(copy.dtype).toBe('int32');
    expect([...copy.dataSync()]).toEqual([1, 2]);
    dispose([whole, copy]);
  });
});

describe('the norm of all gradients on the native backend', () => {
  it.each([0, 1, 3, 16_383, 16_384, 16_385, 100_003])('is that in float64 for %i numbers', (size) => {
    const [long, short] = [normals(size, 1), normals(3, 2)];
    const gradients = new Map<string, Tensor>([
      ['long', tensor1d(long)],
      ['short', tensor(short, [3, 1])],
    ]);
    const squares = [...long, ...short].reduce((sum, value) => sum + value * value, 0);
    expect(globalNorm(gradients) / Math.sqrt(squares)).toBeCloseTo(1, 6);
    dispose([...gradients.values()]);
  });

  it('does not lose small numbers beside millions of others', () => {
    const values = new Float32Array(2_000_000).fill(0.001);
    const gradients = new Map([['w', tensor1d(values)]]);
    expect(globalNorm(gradients)).toBeCloseTo(Math.sqrt(2), 5);
    dispose([...gradients.values()]);
  });
});
