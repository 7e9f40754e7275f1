import { videoTokenDefaults } from '../../../models/video-token/config.js';
import type { FeatureReading } from '../../../models/video-token/feature-reading.js';
import { measureFeatures } from '../../../models/video-token/feature-standardisation.js';
import { initialParameters } from '../../../models/video-token/initial-parameters.js';
import { paperRecipe } from '../../../models/video-token/paper-recipe.js';
import type { StepOptions } from '../../../models/video-token/train-step.js';
import type { PreparedExample } from '../../../models/video-token/training-data.js';
import type { ExtractorSpec } from '../../../src/core/features.js';
import { contentHash } from '../../../src/core/ids.js';
import { Random } from '../../../src/math/random.js';
import { AdamW } from '../../../src/tensor/adamw.js';
import { trainShape } from './train-shape.js';

const EXTRACTOR: ExtractorSpec = {
  id: 'bench',
  version: 1,
  modality: 'visual',
  width: trainShape.featureWidth,
  pooledWidth: trainShape.featureWidth,
};

/** The knobs of the student in the measured shape: nothing is dropped, and AdamW without decay is Adam. */
export const benchConfig = {
  ...videoTokenDefaults,
  ...paperRecipe,
  tokenDimension: trainShape.width,
  width: trainShape.width,
  encoderLayers: trainShape.encoderLayers,
  encoderHeads: trainShape.heads,
  decoderLayers: trainShape.decoderLayers,
  decoderHeads: trainShape.heads,
  feedForwardExpansion: trainShape.hidden / trainShape.width,
  activation: 'squared-relu',
  vocabularySize: trainShape.vocabulary,
  maximumDescriptionTokens: trainShape.words,
  batchSize: trainShape.batch,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  wordDropout: 0,
  modalityDropout: 0,
  featureTokenDropout: 0,
} as const satisfies typeof videoTokenDefaults;

/**
 * The real student with random weights and everything that one `trainStep` on one random batch takes.
 * A compute backend must have been selected.
 */
export function syntheticStudent(seed: number): StepOptions {
  const random = new Random(seed);
  const examples = Array.from({ length: trainShape.batch }, (_, video) => example(video, random));
  const reading: FeatureReading = {
    extractors: [EXTRACTOR],
    standardisation: measureFeatures(
      [EXTRACTOR],
      examples.map(({ sequences }) => sequences),
    ),
    maximumTokensPerExtractor: trainShape.featureTokens,
    featureLimit: benchConfig.featureLimit,
  };
  const shape = { config: benchConfig, extractors: [EXTRACTOR], vocabularySize: trainShape.vocabulary };
  const parameters = initialParameters({ shape, random });
  const optimizer = new AdamW(parameters, benchConfig);
  return {
    student: { config: benchConfig, parameters },
    optimizer,
    reading,
    state: {
      parameters,
      optimizer,
      random,
      meanToken: new Float32Array(trainShape.width),
      epoch: undefined,
      history: [],
      bestEpoch: 0,
      seconds: 0,
    },
    heads: [],
    targetWeights: new Float32Array(trainShape.vocabulary).fill(1),
    examples,
    learningRate: trainShape.learningRate,
  };
}

/** Ids below this are reserved for padding, begin, end and the like. */
const FIRST_WORD = 5;

function example(video: number, random: Random): PreparedExample {
  const { featureTokens, featureWidth, words, vocabulary } = trainShape;
  return {
    contentHash: contentHash(video.toString(16).padStart(64, '0')),
    sequences: [
      {
        extractorId: EXTRACTOR.id,
        modality: EXTRACTOR.modality,
        width: featureWidth,
        tokens: Float32Array.from({ length: featureTokens * featureWidth }, () => random.normal()),
        timesSeconds: Float32Array.from({ length: featureTokens }, (_, token) => token),
        pooled: new Float32Array(featureWidth),
      },
    ],
    labels: {},
    description: {
      targets: Array.from({ length: words }, () => FIRST_WORD + random.below(vocabulary - FIRST_WORD)),
      tokensCut: 0,
    },
  };
}
