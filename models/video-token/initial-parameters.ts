import { type ExtractorSpec, MODALITIES } from '../../src/core/features.js';
import type { Random } from '../../src/math/random.js';
import { Parameters } from '../../src/tensor/parameters.js';
import type { AuxiliaryHead } from './auxiliary-head.js';
import type { VideoTokenConfig } from './config.js';
import { createParameterBuilder, EMBEDDING_DEVIATION, type ParameterBuilder } from './parameter-builder.js';
import { TIME_FEATURE_COUNT } from './time-features.js';

export interface ModelShape {
  readonly config: VideoTokenConfig;
  readonly extractors: readonly ExtractorSpec[];
  readonly vocabularySize: number;
}

interface Start {
  readonly shape: ModelShape;
  readonly random: Random;
  /** [vocabularySize] start of the output bias: the logarithm of the word frequencies saves the first epochs. */
  readonly outputBias?: Float32Array;
}

/** All trainable tensors of the student, and those of the heads that only training needs after them. */
export function initialParameters(start: Start & { readonly heads?: readonly AuxiliaryHead[] }): Parameters {
  const builder = createParameterBuilder(start.random);
  addEncoder(builder, start.shape);
  addDecoder(builder, start);
  for (const head of start.heads ?? []) head.addParameters(builder);
  return new Parameters(builder.specs);
}

/** The decoder's tensors alone, for a decoder that is trained without any token. */
export function decoderParameters(start: Start): Parameters {
  const builder = createParameterBuilder(start.random);
  addDecoder(builder, start);
  return new Parameters(builder.specs);
}

function addEncoder(builder: ParameterBuilder, { config, extractors }: ModelShape): void {
  const { width, tokenDimension, encoderLayers: layers } = config;
  for (const spec of extractors) builder.linear(`project/${spec.id}`, [spec.width, width]);
  builder.embedding('summary', [1, width]);
  builder.embedding('modality', [MODALITIES.length + 1, width]);
  builder.matrix('time', [TIME_FEATURE_COUNT, width], 1 / Math.sqrt(TIME_FEATURE_COUNT));
  const hidden = width * config.feedForwardExpansion;
  for (let layer = 0; layer < layers; layer += 1)
    builder.block(`encoder/${layer}`, { width, hidden, layers });
  builder.norm('encoder/norm', width);
  builder.linear('condense', [2 * width, tokenDimension]);
}

function addDecoder(builder: ParameterBuilder, { shape, outputBias }: Omit<Start, 'random'>): void {
  const { config, vocabularySize } = shape;
  const { width, tokenDimension, decoderLayers: layers } = config;
  builder.embedding('decoder/word', [vocabularySize, width]);
  builder.embedding('decoder/position', [config.maximumDescriptionTokens, width]);
  const hidden = width * config.feedForwardExpansion;
  for (let layer = 0; layer < layers; layer += 1) {
    builder.block(`decoder/${layer}`, { width, hidden, layers });
    builder.linear(`decoder/${layer}/cross`, [tokenDimension, width]);
  }
  builder.norm('decoder/norm', width);
  builder.linear('decoder/output', [width, vocabularySize], {
    deviation: EMBEDDING_DEVIATION,
    bias: outputBias,
  });
}
