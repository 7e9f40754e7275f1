import { engine } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask } from '../../src/tensor/attention-mask.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { plus } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { feedForward } from '../../src/tensor/feed-forward.js';
import { globalNorm, lossAndGradients } from '../../src/tensor/gradients.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { linearCrossEntropySum } from '../../src/tensor/linear-cross-entropy.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import { dispose, memory, type Scalar } from '../../src/tensor/tensor.js';
import { occupiedMemory } from '../support/occupied-memory.js';
import { expectNear, normals } from '../support/on-backend.js';

const CLASSES = 7;
const WIDTH = 8;
const SHAPE = { batch: 2, length: 5, heads: 2 };
const WORDS = Int32Array.of(0, 1, 2, 3, 4, 6, 5, 4, 3, 2);
const NEXT = Int32Array.of(1, 2, 3, 4, 5, 5, 4, 3, 2, 1);
const WEIGHTS = Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0);

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  table: [CLASSES, WIDTH],
  gain: [WIDTH],
  shift: [WIDTH],
  weightRoles: [WIDTH, 3 * WIDTH],
  biasRoles: [3 * WIDTH],
  weightIn: [WIDTH, 2 * WIDTH],
  biasIn: [2 * WIDTH],
  weightOut: [2 * WIDTH, WIDTH],
  biasOut: [WIDTH],
  weight: [WIDTH, CLASSES],
  bias: [CLASSES],
};

/**
 * The gradient of the keys' bias is 0 but for rounding, which differs between backends: a large epsilon keeps Adam
 * from making steps of full length out of it.
 */
const OPTIONS = { beta1: 0.9, beta2: 0.98, epsilon: 1e-4, weightDecay: 0.01 };

/** One block of a language model that learns to count up in one sequence and down in the other. */
function lossOf(p: Parameters): Scalar {
  const rows = embeddingLookup(p.get('table'), WORDS);
  const normal = layerNorm({ input: rows, gain: p.get('gain'), bias: p.get('shift') });
  const projected = linear({ input: normal, weight: p.get('weightRoles'), bias: p.get('biasRoles') });
  const mixed = plus(rows, selfAttention({ projected, shape: SHAPE, mask: causalMask(SHAPE.length) }));
  const block = feedForward(
    {
      input: mixed,
      weightIn: p.get('weightIn'),
      biasIn: p.get('biasIn'),
      weightOut: p.get('weightOut'),
      biasOut: p.get('biasOut'),
    },
    'squared-relu',
  );
  return linearCrossEntropySum({
    input: plus(mixed, block),
    weight: p.get('weight'),
    bias: p.get('bias'),
    targets: NEXT,
    weights: WEIGHTS,
  });
}

interface Student {
  /** One update. @returns the loss before it */
  step(): number;
  weights(): number[];
  dispose(): void;
}

function createStudent(): Student {
  const specs = Object.entries(SHAPES).map(([name, shape], index): [string, ParameterSpec] => {
    const count = shape.reduce((before, length) => before * length, 1);
    const initial = normals(count, index + 1).map((value) => value * 0.3);
    return [name, { shape, initial, decays: shape.length === 2 }];
  });
  const parameters = new Parameters(new Map(specs));
  const optimizer = new AdamW(parameters, OPTIONS);
  return {
    step() {
      const { loss, gradients } = lossAndGradients(parameters, () => lossOf(parameters));
      const scale = Math.min(1, 1 / globalNorm(gradients));
      optimizer.update({ gradients, learningRate: 0.003, scale });
      dispose([...gradients.values()]);
      return loss;
    },
    weights: () => [...parameters.export().values()].flatMap(({ values }) => [...values]),
    dispose() {
      optimizer.dispose();
      parameters.dispose();
    },
  };
}

describe('training on the native backend', () => {
  it('leaves the memory as it was over a thousand steps, and learns', async () => {
    await selectBackend({ name: 'native', logger: silentLogger });
    const student = createStudent();
    const first = student.step();
    const before = occupiedMemory();
    let last = first;
    for (let step = 0; step < 1000; step += 1) last = student.step();
    expect(occupiedMemory()).toEqual(before);
    expect(last).toBeLessThan(first / 10);
    student.dispose();
    expect(memory().numTensors).toBe(0);
    expect(engine().backend.numDataIds()).toBe(0);
  });

  it('takes the same steps as the other backends, in turn in one process', async () => {
    const afterFiveSteps = async (name: 'native' | 'wasm' | 'cpu'): Promise<number[]> => {
      await selectBackend({ name, logger: silentLogger });
      const student = createStudent();
      for (let step = 0; step < 5; step += 1) student.step();
      const weights = student.weights();
      student.dispose();
      return weights;
    };
    const native = await afterFiveSteps('native');
    expectNear(await afterFiveSteps('wasm'), native, { tolerance: 1e-4, what: 'wasm' });
    expectNear(await afterFiveSteps('cpu'), native, { tolerance: 1e-4, what: 'cpu' });
    expect(await afterFiveSteps('native')).toEqual(native);
  });

  it('goes on with tensors that were made on the plain WebAssembly backend', async () => {
    await selectBackend({ name: 'wasm', logger: silentLogger });
    const student = createStudent();
    const onWasm = [student.step(), student.step()];
    await selectBackend({ name: 'native', logger: silentLogger });
    const onNative = [student.step(), student.step()];
    student.dispose();
    const alone = createStudent();
    const expected = [0, 1, 2, 3].map(() => alone.step());
    alone.dispose();
    expectNear([...onWasm, ...onNative], expected, { tolerance: 1e-4 });
  });
});
