import { type ExtractorSpec, MODALITIES } from '../../src/core/features.js';
import type { Random } from '../../src/math/random.js';
import { Parameters } from '../../src/tensor/parameters.js';
import type { AuxiliaryHead } from './auxiliary-head.js';
import type { VideoTokenConfig } from './config.js';
import { createParameterBuilder, EMBEDDING_DEVIATION, type ParameterBuilder } from './parameter-builder.js';
import { STATISTICS_PER_NUMBER } from './pooled-statistics.js';
import { TIME_FEATURE_COUNT } from './time-features.js';
import { type TokenPart, tokenParts } from './token-parts.js';

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

function addEncoder(builder: ParameterBuilder, shape: ModelShape): void {
  for (const part of tokenParts(shape.config)) {
    const extractors = shape.extractors.filter(({ modality }) => part.modalities.includes(modality));
    const branch = { part, extractors, config: shape.config };
    if (shape.config.encoder === 'pooled') addPooledBranch(builder, branch);
    else addTransformerBranch(builder, branch);
  }
}

interface Branch {
  readonly part: TokenPart;
  /** Those that the part reads. */
  readonly extractors: readonly ExtractorSpec[];
  readonly config: VideoTokenConfig;
}

function addTransformerBranch(builder: ParameterBuilder, { part, extractors, config }: Branch): void {
  const { prefix, width, dimension } = part;
  for (const spec of extractors) builder.linear(`${prefix}project/${spec.id}`, [spec.width, width]);
  builder.embedding(`${prefix}summary`, [1, width]);
  builder.embedding(`${prefix}modality`, [MODALITIES.length + 1, width]);
  builder.matrix(`${prefix}time`, [TIME_FEATURE_COUNT, width], 1 / Math.sqrt(TIME_FEATURE_COUNT));
  const { encoderLayers: layers, feedForwardExpansion } = config;
  for (let layer = 0; layer < layers; layer += 1)
    builder.block(`${prefix}encoder/${layer}`, { width, hidden: width * feedForwardExpansion, layers });
  builder.norm(`${prefix}encoder/norm`, width);
  builder.linear(`${prefix}condense`, [2 * width, dimension]);
}

function addPooledBranch(builder: ParameterBuilder, { part, extractors, config }: Branch): void {
  const { prefix, width, dimension } = part;
  for (const spec of extractors)
    builder.linear(`${prefix}project/${spec.id}`, [STATISTICS_PER_NUMBER * spec.width, width]);
  const { encoderLayers: writers, feedForwardExpansion } = config;
  for (let layer = 0; layer < writers; layer += 1)
    builder.feedForward(`${prefix}encoder/${layer}`, {
      width,
      hidden: width * feedForwardExpansion,
      writers,
    });
  builder.norm(`${prefix}encoder/norm`, width);
  builder.linear(`${prefix}condense`, [width, dimension]);
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
