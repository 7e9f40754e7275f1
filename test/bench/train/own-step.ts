import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { crossEntropyOf, tokensOf } from '../../../models/video-token/inference.js';
import { type StepOptions, trainStep } from '../../../models/video-token/train-step.js';
import { silentLogger } from '../../../src/core/runtime.js';
import { Random } from '../../../src/math/random.js';
import { selectBackend } from '../../../src/tensor/backend.js';
import { BACKEND_NAMES } from '../../../src/tensor/backend-names.js';
import { product } from '../../../src/tensor/product.js';
import { readValues } from '../../../src/tensor/read-values.js';
import { memory, tensor2d, tidy } from '../../../src/tensor/tensor.js';
import { timed } from '../timed.js';
import { median } from './median.js';
import { syntheticStudent } from './synthetic-student.js';
import { trainShape } from './train-shape.js';

/*
 * Our side of the training bench, a process of its own so that its peak memory is its own:
 * node own-step.js --backend native --steps 10 --warm-up 3
 */
const PRODUCT_ROUNDS = 20;
const ENCODER_ROUNDS = 7;

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'native' },
    steps: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '3' },
  },
});
const steps = Number(values.steps);
const warmUpSteps = Number(values['warm-up']);
const backend = await startBackend(values.backend);
const options = syntheticStudent(trainShape.seed);
const losses: number[] = [];
const step = (): void => {
  losses.push(trainStep(options).loss);
};
timed(step, warmUpSteps);
const tensorsBefore = memory().numTensors;
const processorBefore = process.cpuUsage();
const stepMilliseconds = timed(step, steps);
const processor = process.cpuUsage(processorBefore);
const tensorsLeft = memory().numTensors - tensorsBefore;
const peakRssMiB = process.resourceUsage().maxRSS / 1024;
const forwardMilliseconds = timed(() => forward(options), steps);
const side = {
  backend: backend.name,
  reason: backend.reason,
  threads: availableParallelism(),
  parameters: parameterCount(options),
  stepMilliseconds,
  forwardMilliseconds,
  cpuMillisecondsPerStep: (processor.user + processor.system) / 1000 / steps,
  losses: [losses[0], losses.at(-1)],
  tensorsLeft,
  productGigaflops: productGigaflops(),
  encoderVideosPerSecond: { batch1: encoderSpeed(options, 1), batch64: encoderSpeed(options, 64) },
  peakRssMiB,
};
process.stdout.write(`${JSON.stringify(side)}\n`);

/** The backend that was asked for, else the first that works; the reason says which. */
async function startBackend(wanted: string): Promise<{ readonly name: string; readonly reason: string }> {
  const name = BACKEND_NAMES.find((known) => known === wanted);
  if (name === undefined) throw new Error(`unknown backend ${wanted}; known: ${BACKEND_NAMES.join(', ')}`);
  try {
    return await selectBackend({ name, logger: silentLogger });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return selectBackend({ name: 'auto', logger: silentLogger });
  }
}

/** Encoder, embedding head, decoder and cross-entropy of the batch, as validation computes them. */
function forward({ student, reading, state, examples }: StepOptions): number {
  const videos = examples.map(({ sequences }) => sequences);
  const tokens = tokensOf({ student, reading, meanToken: state.meanToken }, videos);
  return crossEntropyOf(student, { tokens, descriptions: examples.map(({ description }) => description) });
}

/** Videos a second from stored features to unit tokens, median of some rounds. */
function encoderSpeed({ student, reading, state, examples }: StepOptions, batch: number): number {
  const videos = Array.from(
    { length: batch },
    (_, index) => (examples[index % examples.length] as StepOptions['examples'][number]).sequences,
  );
  const encode = (): void => {
    tokensOf({ student, reading, meanToken: state.meanToken }, videos);
  };
  timed(encode, 2);
  return (1000 * batch) / median(timed(encode, ENCODER_ROUNDS));
}

/** Speed of the first feed-forward product: [batch · words, width] · [width, hidden]. */
function productGigaflops(): number {
  const { batch, words, width, hidden, seed } = trainShape;
  const rows = batch * words;
  const random = new Random(seed);
  const normal = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  return tidy(() => {
    const left = tensor2d(normal(rows * width), [rows, width]);
    const right = tensor2d(normal(width * hidden), [width, hidden]);
    const multiply = (): void => {
      tidy(() => void product(left, right));
    };
    // A device computes later and in order: reading the last product waits for all.
    const multiplyAll = (): void => {
      timed(multiply, PRODUCT_ROUNDS - 1);
      readValues(() => product(left, right));
    };
    const milliseconds = median(timed(multiplyAll, 4).slice(1)) / PRODUCT_ROUNDS;
    return (2 * rows * width * hidden) / milliseconds / 1e6;
  });
}

function parameterCount({ student: { parameters } }: StepOptions): number {
  return parameters.names.reduce((sum, name) => sum + parameters.variable(name).size, 0);
}
