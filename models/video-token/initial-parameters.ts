import { type ExtractorSpec, MODALITIES } from '../../src/core/features.js';
import type { Random } from '../../src/math/random.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import type { VideoTokenConfig } from './config.js';
import { TIME_FEATURE_COUNT } from './time-features.js';

const EMBEDDING_DEVIATION = 0.02;

export interface ModelShape {
  readonly config: VideoTokenConfig;
  readonly extractors: readonly ExtractorSpec[];
  readonly vocabularySize: number;
}

/**
 * All trainable tensors. Matrices start normal with deviation 1/√(inputs); those that write into the residual
 * stream are divided by √(2 · layers) (Radford et al. 2019), embeddings start at 0.02, biases at 0.
 */
export function initialParameters(options: {
  readonly shape: ModelShape;
  readonly random: Random;
  /** [vocabularySize] start of the output bias: the logarithm of the word frequencies saves the first epochs. */
  readonly outputBias?: Float32Array;
}): Parameters {
  const { config, extractors, vocabularySize } = options.shape;
  const { width, tokenDimension } = config;
  const builder = createBuilder(options.random);
  for (const spec of extractors) builder.linear(`project/${spec.id}`, spec.width, width);
  builder.embedding('summary', 1, width);
  builder.embedding('modality', MODALITIES.length + 1, width);
  builder.matrix('time', [TIME_FEATURE_COUNT, width], 1 / Math.sqrt(TIME_FEATURE_COUNT));
  for (let layer = 0; layer < config.encoderLayers; layer += 1)
    builder.block(`encoder/${layer}`, config, config.encoderLayers);
  builder.norm('encoder/norm', width);
  builder.linear('condense', 2 * width, tokenDimension);
  builder.embedding('decoder/word', vocabularySize, width);
  builder.embedding('decoder/position', config.maximumDescriptionTokens, width);
  for (let layer = 0; layer < config.decoderLayers; layer += 1) {
    builder.block(`decoder/${layer}`, config, config.decoderLayers);
    builder.linear(`decoder/${layer}/cross`, tokenDimension, width);
  }
  builder.norm('decoder/norm', width);
  builder.linear('decoder/output', width, vocabularySize, {
    deviation: EMBEDDING_DEVIATION,
    bias: options.outputBias,
  });
  return new Parameters(builder.specs);
}

function createBuilder(random: Random) {
  const specs = new Map<string, ParameterSpec>();
  const normal = (
    name: string,
    shape: readonly [number, number],
    deviation: number,
    decays: boolean,
  ): void => {
    const initial = Float32Array.from({ length: shape[0] * shape[1] }, () => deviation * random.normal());
    specs.set(name, { shape, initial, decays });
  };
  const matrix = (name: string, shape: readonly [number, number], deviation: number): void =>
    normal(name, shape, deviation, true);
  const vector = (name: string, initial: Float32Array): void => {
    specs.set(name, { shape: [initial.length], initial, decays: false });
  };
  const embedding = (name: string, rows: number, width: number): void =>
    normal(name, [rows, width], EMBEDDING_DEVIATION, false);
  const norm = (name: string, width: number): void => {
    vector(`${name}/gain`, new Float32Array(width).fill(1));
    vector(`${name}/bias`, new Float32Array(width));
  };
  const linear = (
    name: string,
    from: number,
    to: number,
    start: { readonly deviation?: number; readonly bias?: Float32Array | undefined } = {},
  ): void => {
    matrix(`${name}/weight`, [from, to], start.deviation ?? 1 / Math.sqrt(from));
    vector(`${name}/bias`, start.bias ?? new Float32Array(to));
  };
  const block = (name: string, config: VideoTokenConfig, layers: number): void => {
    const { width } = config;
    const hidden = width * config.feedForwardExpansion;
    const residual = 1 / Math.sqrt(2 * layers);
    norm(`${name}/attention-norm`, width);
    linear(`${name}/attention-in`, width, 3 * width); // queries, keys, values
    linear(`${name}/attention-out`, width, width, { deviation: residual / Math.sqrt(width) });
    norm(`${name}/feed-norm`, width);
    linear(`${name}/feed-in`, width, hidden);
    linear(`${name}/feed-out`, hidden, width, { deviation: residual / Math.sqrt(hidden) });
  };
  return { specs, matrix, embedding, norm, linear, block };
}
