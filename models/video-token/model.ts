import type { Random } from '../../src/math/random.js';
import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { concatRows, plus, reshape, scaled } from '../../src/tensor/differentiable.js';
import { dropout } from '../../src/tensor/dropout.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import type { VideoTokenConfig } from './config.js';
import type { EncoderBatch } from './encoder-batch.js';
import { TIME_FEATURE_COUNT } from './time-features.js';
import { attentionStep, feedForwardStep, namedLinear, namedNorm } from './transformer-block.js';

/** Weights and sizes of one student. */
export interface Student {
  readonly config: VideoTokenConfig;
  readonly parameters: Parameters;
  /** Present while training: where the dropout of activations draws from. */
  readonly random?: Random;
}

/**
 * x = F(E(v)), DreamUMM eq. 8, before centring. → [videos, tokenDimension]
 * E: one linear map per extractor, modality and time embeddings, pre-norm transformer over the tokens.
 * F: one fully connected layer over (mean of the encoded tokens, encoded summary token).
 */
export function encodeVideos(student: Student, batch: EncoderBatch): Tensor2D {
  const { config, parameters } = student;
  const { videos, length } = batch;
  const drop = activationDropout(student, config.encoderDropout);
  const projected = batch.inputs.map(({ extractorId, count, values }) =>
    namedLinear(parameters, `project/${extractorId}`, tensor2d(values, [count, values.length / count])),
  );
  const distinct = concatRows([parameters.get<Tensor2D>('summary'), ...projected]); // [1 + tokens, width]
  const content = embeddingLookup(distinct, batch.rows); // [videos · length, width]
  const modality = embeddingLookup(parameters.get('modality'), batch.modalities); // [videos · length, width]
  const times = tensor2d(batch.times, [videos * length, TIME_FEATURE_COUNT]);
  let rows = drop(plus(plus(content, modality), product(times, parameters.get('time')))); // [videos · length, width]
  const shape = { batch: videos, length, heads: config.encoderHeads };
  const mask = paddingMask({ present: batch.present, length, heads: config.encoderHeads });
  for (let layer = 0; layer < config.encoderLayers; layer += 1) {
    const name = `encoder/${layer}`;
    rows = attentionStep({ parameters, name, input: rows, shape, mask, drop });
    rows = feedForwardStep({ parameters, name, input: rows, activation: config.activation, drop });
  }
  const encoded = namedNorm(parameters, 'encoder/norm', rows); // [videos · length, width]
  const pooled = product(poolingMatrix(batch), encoded); // [2 · videos, width]
  return namedLinear(parameters, 'condense', reshape(pooled, [videos, 2 * config.width]));
}

/** Dropout of rows while a student is trained, and nothing afterwards. */
function activationDropout({ random }: Student, share: number): (rows: Tensor2D) => Tensor2D {
  return (rows) => (random === undefined ? rows : dropout(rows, { share, random }));
}

/** [2 · videos, videos · length]: row 2v averages the feature tokens of video v, row 2v + 1 picks its summary. */
function poolingMatrix({ videos, length, present }: EncoderBatch): Tensor2D {
  const columns = videos * length;
  const values = new Float32Array(2 * videos * columns);
  for (let video = 0; video < videos; video += 1) {
    const first = video * length;
    let count = 0;
    for (let at = first + 1; at < first + length; at += 1) count += present[at] as number;
    for (let at = first + 1; at < first + length; at += 1) {
      values[2 * video * columns + at] = count > 0 ? (present[at] as number) / count : 0;
    }
    values[(2 * video + 1) * columns + first] = 1;
  }
  return tensor2d(values, [2 * videos, columns]);
}

/**
 * The embedding head: subtract the mean token of the training set, then length 1. → [videos, tokenDimension]
 * Without centring every token leans towards the common description and cosines lose their range.
 */
export function unitTokens(raw: Tensor2D, meanToken: Float32Array): Tensor2D {
  const [videos, dimension] = raw.shape;
  const shift = new Float32Array(videos * dimension);
  for (let index = 0; index < shift.length; index += 1)
    shift[index] = -(meanToken[index % dimension] as number);
  return unitRows(plus(raw, tensor2d(shift, [videos, dimension])));
}

/**
 * D(x), eq. 9, before its output layer `decoder/output`: what is known at every place about the next word, from the
 * words before it and the video token.
 * @param options.tokens [videos, tokenDimension] unit tokens, exactly what is stored
 * @param options.words [videos · length] input ids
 * @returns [videos · length, width]
 */
export function decoderRows(
  student: Student,
  options: { readonly tokens: Tensor2D; readonly words: Int32Array },
): Tensor2D {
  const { tokens, words } = options;
  const length = words.length / tokens.shape[0];
  return readToken(student, { tokens, rows: readWords(student, { words, length }) });
}

/**
 * What the decoder does before it looks at the token: embeddings and the self-attention of its first layer. It is the
 * same for every token. → [texts · length, width]
 */
export function readWords(
  student: Student,
  options: { readonly words: Int32Array; readonly length: number },
): Tensor2D {
  const { config, parameters } = student;
  const { words, length } = options;
  const places = words.map((_, index) => index % length);
  const word = embeddingLookup(parameters.get('decoder/word'), words); // [texts · length, width]
  const drop = activationDropout(student, config.decoderDropout);
  const rows = drop(plus(word, embeddingLookup(parameters.get('decoder/position'), places)));
  return wordAttention(student, { rows, length, layer: 0 });
}

/**
 * The rest of the decoder, given the token of each text.
 * @param options.rows [videos · length, width] from `readWords`
 * @param options.tokens [videos, tokenDimension]
 * @returns [videos · length, width]
 */
export function readToken(
  student: Student,
  options: { readonly rows: Tensor2D; readonly tokens: Tensor2D },
): Tensor2D {
  const { config, parameters } = student;
  const length = options.rows.shape[0] / options.tokens.shape[0];
  const owners = Int32Array.from({ length: options.rows.shape[0] }, (_, index) => Math.floor(index / length));
  // A unit vector of n numbers has entries near 1/√n; layers expect entries near 1.
  const token = scaled(options.tokens, Math.sqrt(config.tokenDimension)); // [videos, tokenDimension]
  const drop = activationDropout(student, config.decoderDropout);
  let { rows } = options;
  for (let layer = 0; layer < config.decoderLayers; layer += 1) {
    const name = `decoder/${layer}`;
    if (layer > 0) rows = wordAttention(student, { rows, length, layer });
    rows = plus(rows, embeddingLookup(crossAttentionToOneToken(parameters, name, token), owners));
    rows = feedForwardStep({ parameters, name, input: rows, activation: config.activation, drop });
  }
  return namedNorm(parameters, 'decoder/norm', rows);
}

/** Causal self-attention of one decoder layer. [texts · length, width] → the same shape */
function wordAttention(
  student: Student,
  options: { readonly rows: Tensor2D; readonly length: number; readonly layer: number },
): Tensor2D {
  const { config, parameters } = student;
  const { rows, length, layer } = options;
  return attentionStep({
    parameters,
    name: `decoder/${layer}`,
    input: rows,
    shape: { batch: rows.shape[0] / length, length, heads: config.decoderHeads },
    mask: causalMask(length),
    drop: activationDropout(student, config.decoderDropout),
  });
}

/**
 * Cross-attention whose only key and value is the video token. A softmax over one score is 1 whatever the query
 * and key are, so every word receives W_out · (W_value · x + b_value) + b_out: one linear map of the token. The
 * query and key matrices would never receive a gradient; they are left out, and the two maps are one matrix.
 * → [videos, width], the same for every word of a video
 */
export function crossAttentionToOneToken(parameters: Parameters, name: string, token: Tensor2D): Tensor2D {
  return namedLinear(parameters, `${name}/cross`, token);
}
