import type { VideoTokenConfig } from './config.js';

/** How long a run is, from the size of the collection alone. */
export interface TrainingPlan {
  readonly batchSize: number;
  /** Times that an epoch passes over the training videos: more than one for a small collection. */
  readonly passesPerEpoch: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly patienceEpochs: number;
}

/** A batch takes at most this share of a small collection, so that a pass has several steps. */
const SMALLEST_BATCHES_PER_PASS = 4;

/**
 * An epoch of a small collection has several passes, so that it is worth an evaluation and a checkpoint; a small
 * collection is trained for at least `minimumSteps`, a large one for at most `maximumSteps` (and one epoch at least).
 * Patience grows and shrinks with the number of epochs.
 */
export function trainingPlan(config: VideoTokenConfig, trainVideos: number): TrainingPlan {
  const quarter = Math.max(1, Math.floor(trainVideos / SMALLEST_BATCHES_PER_PASS));
  const batchSize = Math.min(config.batchSize, quarter);
  const stepsPerPass = Math.ceil(trainVideos / batchSize);
  const passesPerEpoch = Math.ceil(config.minimumStepsPerEpoch / stepsPerPass);
  const stepsPerEpoch = passesPerEpoch * stepsPerPass;
  const wanted = Math.max(config.epochs * stepsPerPass, config.minimumSteps);
  const epochs = Math.max(1, Math.floor(Math.min(wanted, config.maximumSteps) / stepsPerEpoch));
  const patienceEpochs = Math.max(1, Math.ceil((config.patienceEpochs * epochs) / config.epochs));
  return { batchSize, passesPerEpoch, stepsPerEpoch, epochs, patienceEpochs };
}

/** Linear warm-up from 0, then a cosine down to the final share. @param step first step is 1 */
export function learningRateAt(config: VideoTokenConfig, step: number, totalSteps: number): number {
  const warmUpSteps = Math.max(1, Math.round(config.warmUpShare * totalSteps));
  if (step <= warmUpSteps) return (config.learningRate * step) / warmUpSteps;
  const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
  const floor = config.finalLearningRateShare;
  return config.learningRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
