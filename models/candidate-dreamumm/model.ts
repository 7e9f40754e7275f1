import type { Random } from '../../src/math/random.js';
import { squaredRelu } from '../../src/tensor/activation.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { plus, scaled } from '../../src/tensor/differentiable.js';
import { elementProduct } from '../../src/tensor/element-product.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { linear, product } from '../../src/tensor/product.js';
import { rowSumsByIndex } from '../../src/tensor/row-sums-by-index.js';
import { type Tensor1D, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import type { CandidateDreamUmmConfig } from './config.js';
import { EVENT_FEATURES, PAIR_FEATURES, type SequenceBatch } from './sequence-batch.js';

/** Width of the activation unit's layer, and of what it adds up over a history. */
const UNIT_HIDDEN = 16;
const UNIT_OUTPUTS = 8;
/** Long view or not. */
const CLASSES = 2;

/** The trainable tensors with a random start. */
export function createParameters(options: {
  readonly config: CandidateDreamUmmConfig;
  readonly dimension: number;
  readonly random: Random;
}): Parameters {
  const { config, dimension, random } = options;
  const { width, hidden, windows } = config;
  const mixed = (1 + 2 * windows.length) * width + UNIT_OUTPUTS;
  const specs = new Map<string, ParameterSpec>();
  const matrix = (name: string, shape: readonly [number, number], deviation: number): void => {
    const initial = Float32Array.from({ length: shape[0] * shape[1] }, () => deviation * random.normal());
    specs.set(name, { shape, initial, decays: true });
  };
  const bias = (name: string, length: number): void => {
    specs.set(name, { shape: [length], initial: new Float32Array(length), decays: false });
  };
  // Tokens have length 1, so weights of deviation 1 give numbers of deviation 1.
  matrix('query/token', [dimension, width], 1);
  const query = specs.get('query/token') as ParameterSpec;
  // Keys start as queries do: at first a candidate attends to the watched videos that resemble it.
  specs.set('key/token', { ...query, initial: query.initial.slice() });
  matrix('key/event', [EVENT_FEATURES, width], 0.1);
  matrix('value/token', [dimension, width], 1);
  matrix('value/event', [EVENT_FEATURES, width], 1);
  bias('value/bias', width);
  matrix('unit/in/weight', [PAIR_FEATURES, UNIT_HIDDEN], 1);
  bias('unit/in/bias', UNIT_HIDDEN);
  matrix('unit/out/weight', [UNIT_HIDDEN, UNIT_OUTPUTS], 1 / Math.sqrt(UNIT_HIDDEN));
  bias('unit/out/bias', UNIT_OUTPUTS);
  matrix('mix/weight', [mixed, hidden], 1 / Math.sqrt(mixed));
  bias('mix/bias', hidden);
  matrix('logits/weight', [hidden, CLASSES], 0.1 / Math.sqrt(hidden));
  bias('logits/bias', CLASSES);
  return new Parameters(specs);
}

/**
 * f_seq of eq. 7: target attention (DIN, Zhou et al. 2018, with the softmax of Vaswani et al. 2017) of the candidate
 * over the watches before it, once for each window. Only tokens and watch times enter, so any user and any video will do.
 * @param options.disturb dropout while training, else the identity
 * @returns [candidates, 2] logits of no long view and long view
 */
export function longViewLogits(options: {
  readonly parameters: Parameters;
  readonly config: CandidateDreamUmmConfig;
  readonly batch: SequenceBatch;
  readonly disturb: (mixed: Tensor2D) => Tensor2D;
}): Tensor2D {
  const { parameters, config, batch } = options;
  const weight = (name: string): Tensor2D => parameters.get<Tensor2D>(name);
  const tokens = tensor2d(batch.tokens, [batch.tokens.length / batch.dimension, batch.dimension]);
  const queries = embeddingLookup(product(tokens, weight('query/token')), batch.candidateTokens); // [n, width]
  const parts = [queries, activationUnit({ parameters, batch, longest: Math.max(...config.windows) })];
  const histories = eventRows({ parameters, batch, tokens });
  for (const { starts, events } of batch.windows) {
    const read =
      histories === undefined
        ? zeros(batch.candidateTokens.length, config.width)
        : historyAttention({
            queries,
            ...histories,
            starts,
            items: events,
            heads: config.heads,
            scale: 1 / Math.sqrt(config.width / config.heads),
          }); // [n, width]
    parts.push(read, elementProduct(read, queries));
  }
  const mixed = options.disturb(concatColumns(parts)); // [n, (1 + 2 · windows) · width + 8]
  const hidden = squaredRelu(
    linear({ input: mixed, weight: weight('mix/weight'), bias: parameters.get<Tensor1D>('mix/bias') }),
  ); // [n, hidden]
  const bias = parameters.get<Tensor1D>('logits/bias');
  return linear({ input: hidden, weight: weight('logits/weight'), bias }); // [n, 2]
}

/**
 * DIN's activation unit: a small network looks at each watch beside the candidate, and what it says is added up without
 * a softmax, so that many agreeing watches count more than one. → [n, 8]
 */
function activationUnit(options: {
  readonly parameters: Parameters;
  readonly batch: SequenceBatch;
  readonly longest: number;
}): Tensor2D {
  const { parameters, batch, longest } = options;
  const { pairFeatures, pairCandidates, candidateTokens } = batch;
  const count = pairCandidates.length;
  if (count === 0) return zeros(candidateTokens.length, UNIT_OUTPUTS);
  const layer = (name: string, input: Tensor2D): Tensor2D =>
    linear({
      input,
      weight: parameters.get<Tensor2D>(`${name}/weight`),
      bias: parameters.get<Tensor1D>(`${name}/bias`),
    });
  const pairs = tensor2d(pairFeatures, [count, PAIR_FEATURES]);
  const said = layer('unit/out', squaredRelu(layer('unit/in', pairs))); // [pairs, 16] → [pairs, 8]
  return scaled(rowSumsByIndex(said, pairCandidates, candidateTokens.length), 1 / longest); // [n, 8]
}

/** Keys and values of all watches, [events, width] each; `undefined` when there are none. */
function eventRows(options: {
  readonly parameters: Parameters;
  readonly batch: SequenceBatch;
  readonly tokens: Tensor2D;
}): { readonly keys: Tensor2D; readonly values: Tensor2D } | undefined {
  const { parameters, batch, tokens } = options;
  const count = batch.eventTokens.length;
  if (count === 0) return undefined;
  const weight = (name: string): Tensor2D => parameters.get<Tensor2D>(name);
  const features = tensor2d(batch.eventFeatures, [count, EVENT_FEATURES]);
  const of = (name: string): Tensor2D => embeddingLookup(product(tokens, weight(name)), batch.eventTokens);
  const bias = parameters.get<Tensor1D>('value/bias');
  return {
    keys: plus(of('key/token'), product(features, weight('key/event'))), // [events, width]
    values: plus(of('value/token'), linear({ input: features, weight: weight('value/event'), bias })),
  };
}

/** What an empty history says. */
function zeros(rows: number, columns: number): Tensor2D {
  return tensor2d(new Float32Array(rows * columns), [rows, columns]);
}
