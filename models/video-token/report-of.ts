import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { collapseDiagnostics } from './collapse-diagnostics.js';
import type { FeatureReading } from './encoder-batch.js';
import { crossEntropyOf, tokensOf } from './inference.js';
import type { Student } from './model.js';
import type { VideoTokenReport } from './report.js';
import type { TrainingData } from './training-data.js';
import type { TrainingPlan } from './training-plan.js';
import type { TrainingState } from './training-state.js';
import { unigramCrossEntropy, unigramLogProbabilities } from './unigram.js';

/**
 * Figures of a finished run, measured with the weights of its best epoch. The decoder's use of the token is put to
 * the test by giving each validation description the token of the next video, and a token of zeros.
 */
export function reportOf(run: {
  readonly student: Student;
  readonly reading: FeatureReading;
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  readonly state: TrainingState;
  readonly space: EmbeddingSpace;
  readonly backend: string;
}): VideoTokenReport {
  const { student, reading, data, plan, state, space } = run;
  const { config, parameters } = student;
  const descriptions = data.validation.map(({ description }) => description);
  const sequences = data.validation.map((example) => example.sequences);
  const tokens = tokensOf({ student, reading, meanToken: state.meanToken }, sequences);
  const shifted = [...tokens.slice(1), ...tokens.slice(0, 1)];
  const zeros = tokens.map(() => new Float32Array(config.tokenDimension));
  const validationCrossEntropy = crossEntropyOf(student, { tokens, descriptions });
  const shuffledCrossEntropy = crossEntropyOf(student, { tokens: shifted, descriptions });
  const vocabularySize = data.tokenizer.vocabularySize;
  const trainDescriptions = data.train.map(({ description }) => description);
  const steps = plan.stepsPerEpoch * state.history.length;
  const sizes = parameters.names.map((name) => parameters.variable(name).size);
  return {
    spaceId: space.id,
    modelHash: space.modelHash,
    dataHash: data.dataHash,
    backend: run.backend,
    tokenDimension: config.tokenDimension,
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    vocabularySize,
    trainVideos: data.train.length,
    validationVideos: data.validation.length,
    withoutDescription: data.withoutDescription,
    descriptionsCut: data.descriptionsCut,
    tokensCut: data.tokensCut,
    epochs: state.history.length,
    plannedEpochs: plan.epochs,
    bestEpoch: state.bestEpoch,
    steps,
    trainCrossEntropy: state.history[state.bestEpoch - 1]?.trainCrossEntropy ?? Number.NaN,
    validationCrossEntropy,
    shuffledCrossEntropy,
    zeroTokenCrossEntropy: crossEntropyOf(student, { tokens: zeros, descriptions }),
    unigramCrossEntropy: unigramCrossEntropy(
      descriptions,
      unigramLogProbabilities(trainDescriptions, vocabularySize),
    ),
    tokenIgnored: shuffledCrossEntropy <= validationCrossEntropy * (1 + config.ignoredMargin),
    ...collapseDiagnostics(tokens),
    stepsPerSecond: state.seconds > 0 ? steps / state.seconds : 0,
    seconds: state.seconds,
    history: [...state.history],
  };
}
