import type { VideoTokenConfig } from './config.js';

/** How long a run is, from the size of the collection alone. */
export interface TrainingPlan {
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly patienceEpochs: number;
}

/** A batch takes at most this share of a small collection, so that an epoch has several steps. */
const SMALLEST_BATCHES_PER_EPOCH = 4;

/**
 * A small collection is passed over more often, until `minimumSteps` are done, and a large one less often, so that
 * `maximumSteps` are not exceeded; patience grows and shrinks with the number of epochs.
 */
export function trainingPlan(config: VideoTokenConfig, trainVideos: number): TrainingPlan {
  const quarter = Math.max(1, Math.floor(trainVideos / SMALLEST_BATCHES_PER_EPOCH));
  const batchSize = Math.min(config.batchSize, quarter);
  const stepsPerEpoch = Math.ceil(trainVideos / batchSize);
  const atLeast = Math.max(config.epochs, Math.ceil(config.minimumSteps / stepsPerEpoch));
  const epochs = Math.max(1, Math.min(atLeast, Math.floor(config.maximumSteps / stepsPerEpoch)));
  const patienceEpochs = Math.max(1, Math.ceil((config.patienceEpochs * epochs) / config.epochs));
  return { batchSize, stepsPerEpoch, epochs, patienceEpochs };
}

/** Linear warm-up from 0, then a cosine down to the final share. @param step first step is 1 */
export function learningRateAt(config: VideoTokenConfig, step: number, totalSteps: number): number {
  const warmUpSteps = Math.max(1, Math.round(config.warmUpShare * totalSteps));
  if (step <= warmUpSteps) return (config.learningRate * step) / warmUpSteps;
  const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
  const floor = config.finalLearningRateShare;
  return config.learningRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
