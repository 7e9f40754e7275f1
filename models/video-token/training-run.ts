import type { ExtractorSpec } from '../../src/core/features.js';
import type { Clock, Logger, Progress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { currentBackend } from '../../src/tensor/backend.js';
import { MovingAverage } from '../../src/tensor/moving-average.js';
import type { AuxiliaryHead } from './auxiliary-head.js';
import { auxiliaryHeads } from './auxiliary-heads.js';
import { decisiveKnobs, type VideoTokenConfig } from './config.js';
import type { FeatureReading } from './encoder-batch.js';
import { rawTokensOf, type TokenEncoder } from './inference.js';
import { initialParameters } from './initial-parameters.js';
import type { Student } from './model.js';
import { trainingFolder } from './model-folder.js';
import type { Provenance } from './report.js';
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
  const heads = auxiliaryHeads(config, statistics);
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
    reading: {
      extractors,
      standardisation: data.standardisation,
      maximumTokensPerExtractor: config.maximumTokensPerExtractor,
      featureLimit: config.featureLimit,
    },
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
export function meanTokenOf(
  { reading, data, config }: TrainingRun,
  student: Student,
): Float32Array<ArrayBuffer> {
  const sample = data.train.slice(0, 1024).map(({ sequences }) => sequences);
  const mean = new Float32Array(config.tokenDimension);
  for (const token of rawTokensOf({ student, reading }, sample)) {
    for (const [index, value] of token.entries())
      mean[index] = (mean[index] as number) + value / sample.length;
  }
  return mean;
}

/**
 * What is evaluated and saved now: the weights and their running mean token, or the averaged weights, whose mean token
 * is measured, because the running one belongs to the weights that move.
 */
export function evaluatedEncoder(run: TrainingRun): TokenEncoder {
  const { student, reading, state } = run;
  if (state.average === undefined) return { student, reading, meanToken: state.meanToken };
  const averaged: Student = { config: run.config, parameters: state.average.parameters };
  return { student: averaged, reading, meanToken: meanTokenOf(run, averaged) };
}
