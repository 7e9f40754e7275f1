import { causalMask } from '../../src/tensor/attention-mask.js';
import { plus, scaled } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { encodePooled } from './pooled-encoder.js';
import { activationDropout, type Student } from './student.js';
import { attentionStep, feedForwardStep, namedLinear, namedNorm } from './transformer-block.js';
import { encodeWithTransformer } from './transformer-encoder.js';
import type { VideoBatch } from './video-batch.js';

/**
 * x = F(E(v)), DreamUMM eq. 8, before centring, part by part of the token.
 * → [videos, dimension of the part] for each part of the batch
 */
export function encodeVideos(student: Student, batch: VideoBatch): Tensor2D[] {
  return batch.parts.map(({ part, features }) =>
    features.encoder === 'pooled'
      ? encodePooled(student, { part, features })
      : encodeWithTransformer(student, { part, features }),
  );
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
