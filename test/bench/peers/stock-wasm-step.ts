import { createRequire, register } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import {
  add,
  broadcastTo,
  cast,
  concat,
  enableProdMode,
  losses,
  matMul,
  mean,
  moments,
  mul,
  oneHot,
  randomNormal,
  relu,
  reshape,
  rsqrt,
  type Scalar,
  setBackend,
  slice,
  softmax,
  square,
  squeeze,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  tensor2d,
  tidy,
  train,
  transpose,
  variable,
} from '@tensorflow/tfjs-core';
import { Random } from '../../../src/math/random.js';
import { trainShape } from '../train/train-shape.js';

/*
 * The function of models/video-token/model.ts with the operations and gradients that TensorFlow.js brings, on its
 * plain WebAssembly backend: one step, without warm-up, since it takes half a minute. An embedding is a one-hot
 * matrix times the table, because the gradient of `gather` needs `UnsortedSegmentSum`, which does not exist there.
 */
const { batch, featureTokens, featureWidth, width, heads, hidden, words, vocabulary } = trainShape;
const { encoderLayers, decoderLayers, timeFeatures, modalities, seed, learningRate } = trainShape;
const length = featureTokens + 1;

register('./bundler-paths.js', import.meta.url);
await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
setWasmPaths(`${folder}${sep}`);
enableProdMode();
if (!(await setBackend('wasm'))) throw new Error('the WebAssembly backend does not start');

const random = new Random(seed);
let parameters = 0;
const weights = new Map<string, Tensor>();
const parameter = (name: string, shape: number[], deviation: number, centre = 0): Tensor => {
  const known = weights.get(name);
  if (known !== undefined) return known;
  const made = variable(randomNormal(shape, centre, deviation, 'float32', random.uint32()));
  parameters += made.size;
  weights.set(name, made);
  return made;
};

/** [n, from] → [n, to] */
function linear(name: string, input: Tensor, to: number): Tensor {
  const from = input.shape[1] as number;
  const weight = parameter(`${name}/weight`, [from, to], 1 / Math.sqrt(from));
  return add(matMul(input, weight), parameter(`${name}/bias`, [to], 0));
}

function norm(name: string, input: Tensor): Tensor {
  const { mean: centre, variance } = moments(input, 1, true);
  const normal = mul(sub(input, centre), rsqrt(add(variance, 1e-5)));
  return add(mul(normal, parameter(`${name}/gain`, [width], 0, 1)), parameter(`${name}/bias`, [width], 0));
}

/** [batch · rows, width], pre-norm self-attention; `mask` is added to the scores. */
function attention(name: string, input: Tensor, mask?: Tensor): Tensor {
  const rows = (input.shape[0] as number) / batch;
  const projected = linear(`${name}/attention-in`, norm(`${name}/attention-norm`, input), 3 * width);
  const split = transpose(reshape(projected, [batch, rows, 3, heads, width / heads]), [2, 0, 3, 1, 4]);
  const role = (index: number): Tensor3D =>
    reshape(slice(split, [index, 0, 0, 0, 0], [1, batch, heads, rows, width / heads]), [
      batch * heads,
      rows,
      width / heads,
    ]);
  const scores = mul(matMul(role(0), role(1), false, true), 1 / Math.sqrt(width / heads));
  const mixed = matMul(softmax(mask === undefined ? scores : add(scores, mask)), role(2));
  const joined = transpose(reshape(mixed, [batch, heads, rows, width / heads]), [0, 2, 1, 3]);
  return add(input, linear(`${name}/attention-out`, reshape(joined, [batch * rows, width]), width));
}

function feedForward(name: string, input: Tensor): Tensor {
  const inner = linear(`${name}/feed-in`, norm(`${name}/feed-norm`, input), hidden);
  return add(input, linear(`${name}/feed-out`, square(relu(inner)), width));
}

/** [batch · rows, width] of one row per video */
function spread(perVideo: Tensor, rows: number): Tensor {
  const wide = broadcastTo(reshape(perVideo, [batch, 1, width]), [batch, rows, width]);
  return reshape(wide, [batch * rows, width]);
}

/** The float32 form of the WebAssembly `oneHot` writes the bits of the integer 1. */
function lookUp(name: string, ids: readonly number[], size: number): Tensor {
  const chosen = cast(oneHot(tensor1d([...ids], 'int32'), size), 'float32');
  return matMul(chosen as Tensor2D, parameter(name, [size, width], 0.02) as Tensor2D);
}

interface Batch {
  /** [batch · featureTokens, featureWidth] */
  readonly features: Tensor2D;
  /** [batch · length, timeFeatures] */
  readonly times: Tensor2D;
  readonly words: readonly number[];
  readonly targets: readonly number[];
  /** [1, words, words] */
  readonly causal: Tensor;
}

/** → [batch, width] unit tokens */
function encode({ features, times }: Batch): Tensor {
  const projected = reshape(linear('project', features, width), [batch, featureTokens, width]);
  const summary = broadcastTo(parameter('summary', [1, 1, width], 0.02), [batch, 1, width]);
  const kinds = Array.from({ length: batch * length }, (_, row) => (row % length === 0 ? modalities - 1 : 0));
  const content = reshape(concat([summary, projected], 1), [batch * length, width]);
  const time = matMul(times, parameter('time', [timeFeatures, width], 1 / Math.sqrt(timeFeatures)));
  let rows: Tensor = add(add(content, lookUp('modality', kinds, modalities)), time);
  for (let layer = 0; layer < encoderLayers; layer += 1) {
    rows = feedForward(`encoder/${layer}`, attention(`encoder/${layer}`, rows));
  }
  const encoded = reshape(norm('encoder/norm', rows), [batch, length, width]);
  const pooled = mean(slice(encoded, [0, 1, 0], [batch, featureTokens, width]), 1);
  const first = squeeze(slice(encoded, [0, 0, 0], [batch, 1, width]), [1]);
  const raw = linear('condense', concat([pooled, first], 1), width);
  return mul(raw, rsqrt(add(sum(square(raw), 1, true), 1e-12)));
}

/** Mean cross-entropy in nats per word. */
function loss(given: Batch): Scalar {
  const token = mul(encode(given), Math.sqrt(width));
  const places = given.words.map((_, index) => index % words);
  let rows: Tensor = add(
    lookUp('decoder/word', given.words, vocabulary),
    lookUp('decoder/position', places, words),
  );
  for (let layer = 0; layer < decoderLayers; layer += 1) {
    const name = `decoder/${layer}`;
    const attended = attention(name, rows, given.causal);
    rows = feedForward(name, add(attended, spread(linear(`${name}/cross`, token, width), words)));
  }
  const logits = linear('decoder/output', norm('decoder/norm', rows), vocabulary);
  const labels = cast(oneHot(tensor1d([...given.targets], 'int32'), vocabulary), 'float32');
  return losses.softmaxCrossEntropy(labels, logits);
}

const normal = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
const ids = (): number[] => Array.from({ length: batch * words }, () => random.below(vocabulary));
const given: Batch = {
  features: tensor2d(normal(batch * featureTokens * featureWidth), [batch * featureTokens, featureWidth]),
  times: tensor2d(normal(batch * length * timeFeatures), [batch * length, timeFeatures]),
  words: ids(),
  targets: ids(),
  causal: reshape(
    tensor1d(
      Array.from({ length: words * words }, (_, at) => (at % words > Math.floor(at / words) ? -1e9 : 0)),
    ),
    [1, words, words],
  ),
};
const forwardStartedAtMs = performance.now();
// The first pass makes the weights, as building a model would; the step below starts with all of them there.
const firstLoss = tidy(() => loss(given).dataSync()[0]);
const forwardMilliseconds = performance.now() - forwardStartedAtMs;
const optimizer = train.adam(learningRate);
const processorBefore = process.cpuUsage();
const startedAtMs = performance.now();
const value = optimizer.minimize(() => loss(given), true);
const stepLoss = value?.dataSync()[0];
const stepMilliseconds = performance.now() - startedAtMs;
const processor = process.cpuUsage(processorBefore);
process.stdout.write(
  `${JSON.stringify({
    parameters,
    stepMilliseconds: [stepMilliseconds],
    forwardMilliseconds: [forwardMilliseconds],
    cpuMillisecondsPerStep: (processor.user + processor.system) / 1000,
    losses: [firstLoss, stepLoss],
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  })}\n`,
);
