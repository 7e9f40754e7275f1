import { type VideoTokenConfig, videoTokenDefaults } from '../../models/video-token/config.js';
import { paperRecipe } from '../../models/video-token/paper-recipe.js';
import type { TrainingExample } from '../../models/video-token/training-data.js';
import type { ExtractorSpec, FeatureSequence } from '../../src/core/features.js';
import { contentHash } from '../../src/core/ids.js';
import { Random } from '../../src/math/random.js';

/** The plain student, small enough to train in a second; tests turn on what they are about. */
export const tinyConfig: VideoTokenConfig = {
  ...videoTokenDefaults,
  ...paperRecipe,
  tokenDimension: 12,
  width: 16,
  encoderLayers: 1,
  encoderHeads: 2,
  decoderLayers: 1,
  decoderHeads: 2,
  vocabularySize: 300,
  maximumDescriptionTokens: 32,
  batchSize: 8,
  epochs: 4,
  minimumSteps: 1,
  minimumStepsPerEpoch: 1,
  learningRate: 0.01,
};

export const tinyExtractors: readonly ExtractorSpec[] = [
  { id: 'eye', version: 1, modality: 'visual', width: 6, pooledWidth: 6 },
  { id: 'ear', version: 1, modality: 'audio', width: 4, pooledWidth: 4 },
];

const COLOURS = ['red', 'green', 'blue'];
const SOUNDS = ['a dog barks', 'rain falls', 'a bell rings'];

/** Pictures of a colour: token values point to it, plus noise. */
export function tinyEye(random: Random, colour: number, frames = 3): FeatureSequence {
  const tokens = Float32Array.from({ length: frames * 6 }, (_, index) => {
    const value = index % 6 === colour ? 3 : 0;
    return value + 0.3 * random.normal();
  });
  return {
    extractorId: 'eye',
    modality: 'visual',
    width: 6,
    tokens,
    timesSeconds: Float32Array.from({ length: frames }, (_, index) => index),
    pooled: tokens.slice(0, 6),
  };
}

export function tinyEar(random: Random, sound: number, seconds = 2): FeatureSequence {
  const tokens = Float32Array.from({ length: seconds * 4 }, (_, index) => {
    const value = index % 4 === sound ? 2 : 0;
    return value + 0.2 * random.normal();
  });
  return {
    extractorId: 'ear',
    modality: 'audio',
    width: 4,
    tokens,
    timesSeconds: Float32Array.from({ length: seconds }, (_, index) => index + 0.5),
    pooled: tokens.slice(0, 4),
  };
}

/** Content hash of a made-up video. */
export function tinyHash(index: number) {
  return contentHash(((index + 1) * 2654435761).toString(16).padStart(64, '0'));
}

/** Videos whose description says the colour and, for two of three, the sound that their features carry. */
export function tinyExamples(count: number, seed = 5): TrainingExample[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => {
    const colour = random.below(3);
    const sound = random.below(3);
    const silent = index % 3 === 2;
    const eye = tinyEye(random, colour);
    return {
      contentHash: tinyHash(index),
      sequences: silent ? [eye] : [eye, tinyEar(random, sound)],
      description: `A ${COLOURS[colour]} square moves.${silent ? '' : ` Then ${SOUNDS[sound]}.`}`,
    };
  });
}
