import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { Progress } from '../../src/core/runtime.js';
import { HEAD_PREFIX } from './auxiliary-head.js';
import { collapseDiagnostics } from './collapse-diagnostics.js';
import { descriptionRetrieval } from './description-retrieval.js';
import type { FeatureReading } from './feature-reading.js';
import { crossEntropyOf, tokensOf } from './inference.js';
import { labelRetrieval } from './label-retrieval.js';
import type { VideoTokenReport } from './report.js';
import type { Student } from './student.js';
import type { TrainingData } from './training-data.js';
import type { TrainingPlan } from './training-plan.js';
import type { TrainingState } from './training-state.js';
import { unigramCrossEntropy, unigramLogProbabilities } from './unigram.js';
import type { WithoutToken } from './without-token.js';

/** A run with the weights of its best epoch. */
interface FinishedRun {
  readonly student: Student;
  readonly reading: FeatureReading;
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  readonly state: TrainingState;
  readonly space: EmbeddingSpace;
  readonly backend: string;
  /** What a decoder without any token reached, where one was trained. */
  readonly withoutToken: WithoutToken | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Figures of a finished run, measured with the weights of its best epoch. The decoder's use of the token is put to
 * the test by giving each validation description the token of the next video, and a token of zeros.
 */
export async function reportOf(run: FinishedRun): Promise<VideoTokenReport> {
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
  const names = parameters.names.filter((name) => !name.startsWith(HEAD_PREFIX));
  const sizes = names.map((name) => parameters.variable(name).size);
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
    ...(run.withoutToken === undefined
      ? {}
      : {
          withoutTokenCrossEntropy: run.withoutToken.crossEntropy,
          withoutTokenSteps: run.withoutToken.steps,
        }),
    tokenIgnored: shuffledCrossEntropy <= validationCrossEntropy * (1 + config.ignoredMargin),
    ...collapseDiagnostics(tokens),
    ...(await retrievalOf(run, tokens)),
    labelRetrieval: labelRetrieval(data.validation, tokens),
    paddingShare: state.history.reduce((sum, row) => sum + row.paddingShare / state.history.length, 0),
    stepsPerSecond: state.seconds > 0 ? steps / state.seconds : 0,
    seconds: state.seconds,
    history: [...state.history],
  };
}

/** Of the first videos by content hash: the work grows with the square of their number. */
async function retrievalOf(
  { student, data, progress, signal }: FinishedRun,
  tokens: readonly Float32Array[],
): Promise<Pick<VideoTokenReport, 'descriptionRetrieval'>> {
  const limit = student.config.retrievalVideos;
  const found = await descriptionRetrieval(student, {
    tokens: tokens.slice(0, limit),
    descriptions: data.validation.slice(0, limit).map(({ description }) => description),
    progress,
    signal,
  });
  return found === undefined ? {} : { descriptionRetrieval: found };
}
