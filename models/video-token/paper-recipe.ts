import type { VideoTokenConfig } from './config.js';

/**
 * The student of the paper (DreamUMM, section 2.5, equation 9): a transformer over the feature tokens and the
 * cross-entropy of the description, nothing beside it and nothing in its way but word dropout.
 * What we add to it by default stands in `videoTokenDefaults`; the table of what each addition is worth in the README.
 */
export const paperRecipe = {
  encoder: 'transformer',
  batchSize: 32,
  learningRate: 3e-3,
  epochs: 20,
  patienceEpochs: 6,
  featureDropout: 0,
  encoderDropout: 0,
  decoderDropout: 0,
  inputNoise: 0,
  tokenDropout: 0,
  tokenNoise: 0,
  labelSmoothing: 0,
  rareWordExponent: 0,
  bagOfWordsWeight: 0,
  bagOfWordsIdf: 1,
  contrastiveWeight: 0,
  relationWeight: 0,
  inputRelationWeight: 0,
  averageDecay: 0,
  centredGradient: false,
  crossEntropyWeight: 1,
  soundShare: 0,
  headsPerPart: false,
} as const satisfies Partial<VideoTokenConfig>;
