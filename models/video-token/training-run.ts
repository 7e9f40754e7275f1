import type { ExtractorSpec } from '../../src/core/features.js';
import type { Clock, Logger, Progress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { currentBackend } from '../../src/tensor/backend.js';
import { MovingAverage } from '../../src/tensor/moving-average.js';
import type { AuxiliaryHead } from './auxiliary-head.js';
import { auxiliaryHeads } from './auxiliary-heads.js';
import type { VideoTokenConfig } from './config.js';
import { contentWords } from './content-words.js';
import { decisiveKnobs } from './decisive-knobs.js';
import type { FeatureReading } from './feature-reading.js';
import { rawMeanOf, type TokenEncoder } from './inference.js';
import { initialParameters } from './initial-parameters.js';
import { trainingFolder } from './model-folder.js';
import type { Provenance } from './report.js';
import type { Student } from './student.js';
import type { TrainingData, TrainingExample } from './training-data.js';
import { type TrainingPlan, trainingPlan } from './training-plan.js';
import { runFingerprint, TrainingCheckpoints, type TrainingState } from './training-state.js';
import { unigramLogProbabilities } from './unigram.js';
import { targetWeights, wordStatistics } from './word-statistics.js';

export interface TrainVideoTokenOptions {
  readonly examples: readonly TrainingExample[];
  /** Whose tokens the model reads, in the order of use. */
  readonly extractors: readonly ExtractorSpec[];
  readonly config: VideoTokenConfig;
  /** Absolute; the model goes to `<modelsFolder>/video-token/<space id>`, checkpoints beside it. */
  readonly modelsFolder: string;
  /** For the report and the card of the model. */
  readonly provenance?: Provenance;
  /** Go on from the last checkpoint of a killed run on the same data, configuration and backend, if any. */
  readonly resume: boolean;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A run that is under way: what it was given, what follows from that, and its changing state. */
export interface TrainingRun extends TrainVideoTokenOptions {
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  readonly student: Student;
  readonly reading: FeatureReading;
  readonly heads: readonly AuxiliaryHead[];
  /** [vocabularySize] weight of each word as a target of the cross-entropy */
  readonly targetWeights: Float32Array;
  readonly state: TrainingState;
  readonly checkpoints: TrainingCheckpoints;
}

/** The caller ends it with `disposeRun`. */
export function startRun(options: TrainVideoTokenOptions, data: TrainingData): TrainingRun {
  const { config, extractors } = options;
  const { vocabularySize } = data.tokenizer;
  const descriptions = data.train.map(({ description }) => description);
  const statistics = wordStatistics(descriptions, vocabularySize);
  const words = contentWords(descriptions, data.tokenizer);
  const reading: FeatureReading = {
    extractors,
    standardisation: data.standardisation,
    maximumTokensPerExtractor: config.maximumTokensPerExtractor,
    featureLimit: config.featureLimit,
  };
  const heads = auxiliaryHeads(config, { statistics, words, reading });
  const random = new Random(config.seed);
  const parameters = initialParameters({
    shape: { config, extractors, vocabularySize },
    random,
    outputBias: unigramLogProbabilities(descriptions, vocabularySize),
    heads,
  });
  return {
    ...options,
    data,
    plan: trainingPlan(config, data.train.length),
    student: { config, parameters },
    reading,
    heads,
    targetWeights: targetWeights(statistics, config.rareWordExponent),
    state: {
      parameters,
      optimizer: new AdamW(parameters, config),
      ...(config.averageDecay === 0 ? {} : { average: new MovingAverage(parameters, config.averageDecay) }),
      random,
      meanToken: new Float32Array(config.tokenDimension),
      epoch: undefined,
      history: [],
      bestEpoch: 0,
      seconds: 0,
    },
    checkpoints: new TrainingCheckpoints(trainingFolder(options.modelsFolder, fingerprintOf(options, data))),
  };
}

export function disposeRun({ state }: TrainingRun): void {
  state.parameters.dispose();
  state.optimizer.dispose();
  state.average?.dispose();
}

/** Two runs with one fingerprint would compute the same numbers. */
function fingerprintOf({ config, extractors }: TrainVideoTokenOptions, data: TrainingData): string {
  return runFingerprint([
    JSON.stringify(decisiveKnobs(config)),
    extractors.map(({ id, version }) => [id, version]),
    data.dataHash,
    // Two splits of the same data are two runs.
    data.validation.map(({ contentHash }) => contentHash),
    currentBackend(),
  ]);
}

/** Mean token of an encoder over (at most 1,024 of) the training videos, before centring. */
export function meanTokenOf({ reading, data }: TrainingRun, student: Student): Float32Array {
  const sample = data.train.slice(0, 1024).map(({ sequences }) => sequences);
  return rawMeanOf({ student, reading }, sample);
}

/**
 * What is evaluated and saved now: the weights, or their average, with the mean token. The running mean belongs to
 * weights that move and to activations with dropout, which shifts it: for others the mean is measured.
 */
export function evaluatedEncoder(run: TrainingRun): TokenEncoder {
  const { student, reading, state, config } = run;
  const evaluated: Student =
    state.average === undefined ? student : { config, parameters: state.average.parameters };
  const isRunning = evaluated === student && config.encoderDropout === 0 && config.featureDropout === 0;
  return {
    student: evaluated,
    reading,
    meanToken: isRunning ? state.meanToken : meanTokenOf(run, evaluated),
  };
}
