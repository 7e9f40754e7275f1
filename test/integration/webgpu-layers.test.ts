import { env } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainStep } from '../../models/video-token/train-step.js';
import { prepareTrainingData } from '../../models/video-token/training-data.js';
import { disposeRun, startRun } from '../../models/video-token/training-run.js';
import { silentLogger, silentProgress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { squaredRelu } from '../../src/tensor/activation.js';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask } from '../../src/tensor/attention-mask.js';
import { currentBackend, selectBackend } from '../../src/tensor/backend.js';
import type { BackendRung } from '../../src/tensor/backend-names.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { linear, product } from '../../src/tensor/product.js';
import { memory, type Scalar, type Tensor, type Tensor2D, tensor2d, tidy } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { noGraphics, softwareGraphics } from '../support/software-graphics.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyExamples, tinyExtractors } from '../support/tiny-student.js';

/** Largest distance of the two backends, as a share of the largest value. */
const TOLERANCE = 1e-4;

interface Operation {
  readonly name: string;
  readonly shapes: Readonly<Record<string, readonly [number] | readonly [number, number]>>;
  readonly compute: (inputs: Parameters) => Tensor;
}

const SHAPE = { batch: 3, length: 5, heads: 2 };
const WORDS = Int32Array.of(2, 0, 2, 30, 2, 7);

const OPERATIONS: readonly Operation[] = [
  {
    name: 'a product whose sides are no multiples of a tile',
    shapes: { a: [37, 65], b: [65, 41] },
    compute: (p) => product(p.get<Tensor2D>('a'), p.get<Tensor2D>('b')),
  },
  {
    name: 'a linear layer with its activation',
    shapes: { input: [33, 20], weight: [20, 48], bias: [48] },
    compute: (p) =>
      squaredRelu(linear({ input: p.get('input'), weight: p.get('weight'), bias: p.get('bias') })),
  },
  {
    name: 'layer normalisation',
    shapes: { input: [19, 32], gain: [32], bias: [32] },
    compute: (p) => layerNorm({ input: p.get('input'), gain: p.get('gain'), bias: p.get('bias') }),
  },
  { name: 'unit rows', shapes: { x: [19, 32] }, compute: (p) => unitRows(p.get('x')) },
  {
    name: 'softmax and its cross-entropy',
    shapes: { logits: [6, 300] },
    compute: (p) =>
      crossEntropySum({
        logits: p.get('logits'),
        targets: Int32Array.of(1, 299, 0, 2, 17, 5),
        weights: Float32Array.of(1, 0.5, 0, 2, 1, 1),
      }),
  },
  {
    name: 'attention',
    shapes: { projected: [15, 48] },
    compute: (p) => selfAttention({ projected: p.get('projected'), shape: SHAPE, mask: causalMask(5) }),
  },
  {
    name: 'a table look-up with repeated rows',
    shapes: { table: [31, 9] },
    compute: (p) => embeddingLookup(p.get('table'), WORDS),
  },
];

/** Value of an operation, and the gradients of a random projection of it, from the same inputs on any backend. */
async function evaluate(
  backend: BackendRung,
  { shapes, compute }: Operation,
): Promise<Map<string, Float32Array>> {
  await selectBackend({ name: backend, logger: silentLogger });
  const random = new Random(23);
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const specs = Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce((total: number, side) => total * side, 1);
    return [name, { shape, initial: draw(size), decays: false }] as const;
  });
  const before = memory().numTensors;
  const inputs = new Parameters(new Map(specs));
  const results = new Map<string, Float32Array>();
  tidy(() => {
    results.set('value', compute(inputs).dataSync<'float32'>().slice());
  });
  const size = results.get('value')?.length ?? 0;
  const projection = draw(size);
  const { gradients } = lossAndGradients(inputs, () => {
    const row = reshape<Tensor2D>(compute(inputs), [1, size]);
    return reshape<Scalar>(product(row, tensor2d(projection, [size, 1])), []);
  });
  for (const [name, gradient] of gradients) {
    results.set(`gradient of ${name}`, gradient.dataSync<'float32'>().slice());
    gradient.dispose();
  }
  inputs.dispose();
  expect(memory().numTensors).toBe(before);
  return results;
}

function largestDistance(left: Float32Array, right: Float32Array): number {
  return left.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (right[index] as number))),
    0,
  );
}

function relativeDistance(left: Float32Array, right: Float32Array): number {
  return (
    largestDistance(left, right) / left.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  );
}

describe.skipIf(softwareGraphics === undefined)(`the webgpu rung on a software adapter${noGraphics}`, () => {
  beforeAll(async () => {
    // Vulkan reads it when Dawn is loaded; every test file has a process of its own.
    Object.assign(process.env, softwareGraphics);
    await selectBackend({ name: 'webgpu', logger: silentLogger });
    // Small tensors must not be handed to the processor here.
    env().set('WEBGPU_CPU_FORWARD', false);
  });

  it('is taken when it is asked for, and says what it is', async () => {
    const { reason } = await selectBackend({ name: 'webgpu', logger: silentLogger });
    expect(reason).toContain('software adapter; asked for');
    expect(currentBackend()).toBe('webgpu');
  });

  it.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
    'computes %s and its gradient like the cpu',
    async (_, operation) => {
      const expected = await evaluate('cpu', operation);
      const found = await evaluate('webgpu', operation);
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, values] of expected)
        expect(relativeDistance(values, found.get(name) as Float32Array), name).toBeLessThan(TOLERANCE);
    },
  );

  it('takes a whole training step like the cpu and leaves no tensor behind', async () => {
    const expected = await trainedStep('cpu');
    const found = await trainedStep('webgpu');
    expect(found.loss).toBeCloseTo(expected.loss, 4);
    expect(found.gradientNorm).toBeCloseTo(expected.gradientNorm, 3);
    for (const [name, { values }] of expected.weights) {
      const other = found.weights.get(name)?.values as Float32Array;
      expect(largestDistance(values, other), name).toBeLessThan(2e-5);
    }
  });
});

/** One step of a tiny student from the same weights, videos and dropout on any backend. */
async function trainedStep(backend: BackendRung) {
  await selectBackend({ name: backend, logger: silentLogger });
  const before = memory().numTensors;
  // A large epsilon keeps the first step of Adam from being the sign of gradients that are nearly zero.
  const config = { ...tinyConfig, epsilon: 0.01, validationShare: 0.2 };
  const examples = tinyExamples(12);
  const data = prepareTrainingData({ examples, extractors: tinyExtractors, config });
  const run = startRun(
    {
      examples,
      extractors: tinyExtractors,
      config,
      modelsFolder: await temporaryFolder(),
      resume: false,
      logger: silentLogger,
      progress: silentProgress,
      clock: () => 0,
      signal: new AbortController().signal,
    },
    data,
  );
  try {
    const { parameters, optimizer } = run.state;
    const batch = { optimizer, examples: data.train.slice(0, 6), learningRate: 0.01 };
    const { loss, gradientNorm } = trainStep({ ...run, ...batch });
    return { loss, gradientNorm, weights: parameters.export() };
  } finally {
    disposeRun(run);
    expect(memory().numTensors).toBe(before);
  }
}
