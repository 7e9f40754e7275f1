import { TIME_FEATURE_COUNT } from '../../../models/video-token/time-features.js';
import { MODALITIES } from '../../../src/core/features.js';

/** Sizes of the step that every side computes. The Python peer reads them as JSON. */
export const trainShape = {
  batch: 32,
  /** Rows of the encoder without the learned summary row in front. */
  featureTokens: 23,
  featureWidth: 1280,
  width: 256,
  heads: 8,
  /** Hidden width of a feed-forward layer. */
  hidden: 2048,
  encoderLayers: 2,
  decoderLayers: 2,
  /** Tokens of a description; none is padding. */
  words: 64,
  vocabulary: 4096,
  timeFeatures: TIME_FEATURE_COUNT,
  modalities: MODALITIES.length + 1,
  learningRate: 1e-3,
  seed: 7,
} as const;
