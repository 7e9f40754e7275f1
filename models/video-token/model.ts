import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { concatRows, plus, reshape, scaled } from '../../src/tensor/differentiable.js';
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
}

/**
 * x = F(E(v)), DreamUMM eq. 8, before centring. → [videos, tokenDimension]
 * E: one linear map per extractor, modality and time embeddings, pre-norm transformer over the tokens.
 * F: one fully connected layer over (mean of the encoded tokens, encoded summary token).
 */
export function encodeVideos({ config, parameters }: Student, batch: EncoderBatch): Tensor2D {
  const { videos, length } = batch;
  const projected = batch.inputs.map(({ extractorId, count, values }) =>
    namedLinear(parameters, `project/${extractorId}`, tensor2d(values, [count, values.length / count])),
  );
  const distinct = concatRows([parameters.get<Tensor2D>('summary'), ...projected]); // [1 + tokens, width]
  const content = embeddingLookup(distinct, batch.rows); // [videos · length, width]
  const modality = embeddingLookup(parameters.get('modality'), batch.modalities); // [videos · length, width]
  const times = tensor2d(batch.times, [videos * length, TIME_FEATURE_COUNT]);
  let rows = plus(plus(content, modality), product(times, parameters.get('time'))); // [videos · length, width]
  const shape = { batch: videos, length, heads: config.encoderHeads };
  const mask = paddingMask({ present: batch.present, length, heads: config.encoderHeads });
  for (let layer = 0; layer < config.encoderLayers; layer += 1) {
    const name = `encoder/${layer}`;
    rows = attentionStep({ parameters, name, input: rows, shape, mask });
    rows = feedForwardStep({ parameters, name, input: rows, activation: config.activation });
  }
  const encoded = namedNorm(parameters, 'encoder/norm', rows); // [videos · length, width]
  const pooled = product(poolingMatrix(batch), encoded); // [2 · videos, width]
  return namedLinear(parameters, 'condense', reshape(pooled, [videos, 2 * config.width]));
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
 * D(x), eq. 9: logits of the next word at every place, given the words before it and the video token.
 * @param tokens [videos, tokenDimension] unit tokens, exactly what is stored
 * @param words [videos · length] input ids
 * @returns [videos · length, vocabulary]
 */
export function decodeDescriptions(
  student: Student,
  options: { readonly tokens: Tensor2D; readonly words: Int32Array },
): Tensor2D {
  return namedLinear(student.parameters, 'decoder/output', decoderRows(student, options));
}

/** The decoder before its output layer. → [videos · length, width] */
export function decoderRows(
  { config, parameters }: Student,
  options: { readonly tokens: Tensor2D; readonly words: Int32Array },
): Tensor2D {
  const videos = options.tokens.shape[0];
  const length = options.words.length / videos;
  const places = options.words.map((_, index) => index % length);
  const owners = options.words.map((_, index) => Math.floor(index / length));
  const word = embeddingLookup(parameters.get('decoder/word'), options.words); // [videos · length, width]
  let rows = plus(word, embeddingLookup(parameters.get('decoder/position'), places));
  // A unit vector of n numbers has entries near 1/√n; layers expect entries near 1.
  const token = scaled(options.tokens, Math.sqrt(config.tokenDimension)); // [videos, tokenDimension]
  const shape = { batch: videos, length, heads: config.decoderHeads };
  const mask = causalMask(length);
  for (let layer = 0; layer < config.decoderLayers; layer += 1) {
    const name = `decoder/${layer}`;
    rows = attentionStep({ parameters, name, input: rows, shape, mask });
    rows = plus(rows, embeddingLookup(crossAttentionToOneToken(parameters, name, token), owners));
    rows = feedForwardStep({ parameters, name, input: rows, activation: config.activation });
  }
  return namedNorm(parameters, 'decoder/norm', rows);
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
