import { paddingMask } from '../../src/tensor/attention-mask.js';
import { concatRows, plus, reshape } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { product } from '../../src/tensor/product.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import type { EncoderBatch } from './encoder-batch.js';
import { activationDropout, type Student } from './student.js';
import { TIME_FEATURE_COUNT } from './time-features.js';
import type { TokenPart } from './token-parts.js';
import { attentionStep, feedForwardStep, namedLinear, namedNorm } from './transformer-block.js';

/**
 * x = F(E(v)), DreamUMM eq. 8, before centring. → [videos, dimension of the part]
 * E: one linear map per extractor, modality and time embeddings, pre-norm transformer over the tokens.
 * F: one fully connected layer over (mean of the encoded tokens, encoded summary token).
 */
export function encodeWithTransformer(
  student: Student,
  { part, features }: { readonly part: TokenPart; readonly features: EncoderBatch },
): Tensor2D {
  const { config, parameters } = student;
  const { videos, length } = features;
  const { prefix, width } = part;
  const drop = activationDropout(student, config.encoderDropout);
  const projected = features.inputs.map(({ extractorId, count, values }) =>
    namedLinear(
      parameters,
      `${prefix}project/${extractorId}`,
      tensor2d(values, [count, values.length / count]),
    ),
  );
  const distinct = concatRows([parameters.get<Tensor2D>(`${prefix}summary`), ...projected]); // [1 + tokens, width]
  const content = embeddingLookup(distinct, features.rows); // [videos · length, width]
  const modality = embeddingLookup(parameters.get(`${prefix}modality`), features.modalities); // [videos · length, width]
  const times = product(
    tensor2d(features.times, [videos * length, TIME_FEATURE_COUNT]),
    parameters.get(`${prefix}time`),
  );
  let rows = drop(plus(plus(content, modality), times)); // [videos · length, width]
  const shape = { batch: videos, length, heads: config.encoderHeads };
  const mask = paddingMask({ present: features.present, length, heads: config.encoderHeads });
  for (let layer = 0; layer < config.encoderLayers; layer += 1) {
    const name = `${prefix}encoder/${layer}`;
    rows = attentionStep({ parameters, name, input: rows, shape, mask, drop });
    rows = feedForwardStep({ parameters, name, input: rows, activation: config.activation, drop });
  }
  const encoded = namedNorm(parameters, `${prefix}encoder/norm`, rows); // [videos · length, width]
  const pooled = product(poolingMatrix(features), encoded); // [2 · videos, width]
  return namedLinear(parameters, `${prefix}condense`, reshape(pooled, [videos, 2 * width]));
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
