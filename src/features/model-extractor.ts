import type { FeatureExtractor } from '../core/features.js';
import type { VideoSample } from '../core/media.js';
import type { ItemOf, OptionsOf } from '../inference/encoders/open-encoder.js';
import type { TowerOptions } from '../inference/encoders/tower-options.js';
import type { Dtype } from '../inference/hub/weight-files.js';
import { sharedModel } from '../inference/worker/shared-model.js';
import { learnedExtractor, type Piece } from './learned-extractor.js';
import { locateModel, specOf } from './locate-model.js';
import type { ModelConfiguration } from './model-configuration.js';
import { unitTokens } from './unit-tokens.js';

/** Encoders that run over videos. */
type TowerKind = 'vision-tower' | 'audio-tower' | 'image' | 'sentence';

/** Enough to keep several threads busy, little enough to be seen by an abort. */
const BATCH_SIZE = 8;
/** Formats that compute in floating point: in the others a number depends on what else is in the batch. */
const FLOATING: readonly Dtype[] = ['fp32', 'fp16'];

/** What an extractor of this kind is made of. */
export interface ModelExtractorOptions {
  readonly configuration: ModelConfiguration;
  /** Absolute folder with one folder for each pretrained model. */
  readonly weightsFolder: string;
  /** Processor threads of one call of the model. */
  readonly threads: number;
}

/**
 * An extractor out of a model folder of transformers.js. Tokens are of unit length, the pooled vector is their weighted
 * mean, of unit length. The weights are hashed now and loaded with the first video.
 *
 * @throws VidtokenError `weights-missing` with the command that fetches the model; `configuration`
 */
export async function createModelExtractor<Kind extends TowerKind>(
  options: ModelExtractorOptions & {
    readonly encoder: Kind;
    readonly encoderOptions: (tower: TowerOptions) => OptionsOf<Kind>;
    readonly pieces: (sample: VideoSample) => readonly Piece<ItemOf<Kind>>[];
  },
): Promise<FeatureExtractor> {
  const { configuration, weightsFolder, threads, encoder, pieces } = options;
  const located = await locateModel(configuration, weightsFolder);
  const spec = await specOf(configuration, located);
  const { found, wanted, width, dtype } = located;
  const tower = { local: { found, wanted: { ...wanted, dtype }, threads }, width };
  const batchSize = FLOATING.includes(dtype) ? BATCH_SIZE : 1;
  const model = sharedModel(encoder, options.encoderOptions(tower), batchSize);
  return learnedExtractor({ spec, model, pieces, finish: unitTokens });
}
