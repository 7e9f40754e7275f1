import { setImmediate } from 'node:timers/promises';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import type { ExtractorSpec } from '../../src/core/features.js';
import type { Clock, Logger, Progress, ProgressStage } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { currentBackend } from '../../src/tensor/backend.js';
import { bucketedBatches } from './bucketed-batches.js';
import { checkConfig, type VideoTokenConfig } from './config.js';
import type { FeatureReading } from './encoder-batch.js';
import { crossEntropyOf, rawTokensOf, tokensOf } from './inference.js';
import { initialParameters } from './initial-parameters.js';
import type { Student } from './model.js';
import { modelFolder, trainingFolder } from './model-folder.js';
import { type ModelContents, spaceOf, standardisationTensors } from './model-identity.js';
import type { VideoTokenReport } from './report.js';
import { reportOf } from './report-of.js';
import { saveModel } from './save-model.js';
import { diverged, trainStep } from './train-step.js';
import {
  type PreparedExample,
  prepareTrainingData,
  type TrainingData,
  type TrainingExample,
} from './training-data.js';
import { learningRateAt, type TrainingPlan, trainingPlan } from './training-plan.js';
import { modelTensors, runFingerprint, TrainingCheckpoints, type TrainingState } from './training-state.js';
import { unigramLogProbabilities } from './unigram.js';

export interface TrainVideoTokenOptions {
  readonly examples: readonly TrainingExample[];
  /** Whose tokens the model reads, in the order of use. */
  readonly extractors: readonly ExtractorSpec[];
  readonly config: VideoTokenConfig;
  /** Absolute; the model goes to `<modelsFolder>/video-token/<space id>`, checkpoints beside it. */
  readonly modelsFolder: string;
  /** Go on from the last finished epoch of a killed run on the same data, configuration and backend, if any. */
  readonly resume: boolean;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface TrainedVideoToken {
  /** The model's own folder, for `loadVideoTokenModel`. It is not selected yet: see `selectModel`. */
  readonly folder: string;
  readonly space: EmbeddingSpace;
  readonly report: VideoTokenReport;
  readonly resumed: boolean;
}

interface Run extends TrainVideoTokenOptions {
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  readonly student: Student;
  readonly reading: FeatureReading;
  readonly state: TrainingState;
  readonly checkpoints: TrainingCheckpoints;
}

/**
 * Trains the student: x = F(E(v)), cross-entropy of D(x) against the description (DreamUMM, eqs. 8 and 9).
 * A compute backend must have been selected. The state after each epoch is on disk, so a killed run loses one
 * epoch at most and, resumed on the same backend, ends in the same weights bit for bit.
 * @throws VidtokenError `too-few-videos`, `configuration`, `extractor-mismatch`, `invalid-value`,
 * `training-diverged`, `interrupted`, `checkpoint-invalid`, `disk-full`, `store-unwritable`
 */
export async function trainVideoToken(options: TrainVideoTokenOptions): Promise<TrainedVideoToken> {
  const config = checkConfig(options.config);
  const { examples, extractors, logger } = options;
  const data = prepareTrainingData({ examples, extractors, config });
  const run = startRun({ ...options, config }, data);
  try {
    const resumed = options.resume && (await run.checkpoints.restoreLast(run.state));
    if (resumed) logger.info({ epoch: run.state.history.length }, 'Training goes on from its last epoch.');
    else run.state.meanToken = initialMean(run);
    await trainEpochs(run);
    await run.checkpoints.restoreBest(run.state);
    const trained = await finish(run);
    await run.checkpoints.remove();
    return { ...trained, resumed };
  } finally {
    run.state.parameters.dispose();
    run.state.optimizer.dispose();
  }
}

function startRun(options: TrainVideoTokenOptions, data: TrainingData): Run {
  const { config, extractors } = options;
  const vocabularySize = data.tokenizer.vocabularySize;
  const random = new Random(config.seed);
  const parameters = initialParameters({
    shape: { config, extractors, vocabularySize },
    random,
    outputBias: unigramLogProbabilities(
      data.train.map(({ description }) => description),
      vocabularySize,
    ),
  });
  const fingerprint = runFingerprint([
    Object.entries(config),
    extractors.map(({ id, version }) => [id, version]),
    data.dataHash,
    currentBackend(),
  ]);
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
    state: {
      parameters,
      optimizer: new AdamW(parameters, config),
      random,
      meanToken: new Float32Array(config.tokenDimension),
      history: [],
      bestEpoch: 0,
      seconds: 0,
    },
    checkpoints: new TrainingCheckpoints(trainingFolder(options.modelsFolder, fingerprint)),
  };
}

/** Mean token of the untrained encoder over (at most 1,024 of) the training videos. */
function initialMean({ student, reading, data, config }: Run): Float32Array {
  const sample = data.train.slice(0, 1024).map(({ sequences }) => sequences);
  const mean = new Float32Array(config.tokenDimension);
  for (const token of rawTokensOf({ student, reading }, sample)) {
    for (const [index, value] of token.entries())
      mean[index] = (mean[index] as number) + value / sample.length;
  }
  return mean;
}

async function trainEpochs(run: Run): Promise<void> {
  const { plan, state } = run;
  const total = plan.epochs * plan.stepsPerEpoch;
  const stage = run.progress.stage({ name: 'distil', unit: 'steps', total });
  try {
    stage.advance(state.optimizer.step);
    while (state.history.length < plan.epochs) {
      if (state.history.length - state.bestEpoch >= plan.patienceEpochs) break;
      await trainEpoch(run, stage);
    }
  } finally {
    stage.done();
  }
}

async function trainEpoch(run: Run, stage: ProgressStage): Promise<void> {
  const { plan, state, data, config, clock } = run;
  const started = clock();
  const lengths = data.train.map(({ description }) => description.targets.length);
  let loss = 0;
  let tokens = 0;
  const batches = Array.from({ length: plan.passesPerEpoch }, () =>
    bucketedBatches(lengths, plan.batchSize, state.random),
  ).flat();
  for (const positions of batches) {
    // Signals and timers get their turn between two steps.
    await setImmediate();
    if (run.signal.aborted) throw interrupted(state.history.length);
    const step = trainStep({
      student: run.student,
      optimizer: state.optimizer,
      reading: run.reading,
      state,
      examples: positions.map((position) => data.train[position] as PreparedExample),
      learningRate: learningRateAt(config, state.optimizer.step + 1, plan.epochs * plan.stepsPerEpoch),
    });
    loss += step.loss * step.tokens;
    tokens += step.tokens;
    stage.advance(1, `loss ${step.loss.toFixed(3)}`);
  }
  const epoch = state.history.length + 1;
  const row = { epoch, trainCrossEntropy: loss / tokens, validationCrossEntropy: validationLoss(run) };
  if (!Number.isFinite(row.validationCrossEntropy)) {
    const { step } = state.optimizer;
    throw diverged({ step, loss: row.validationCrossEntropy, learningRate: config.learningRate });
  }
  const best = state.history[state.bestEpoch - 1]?.validationCrossEntropy ?? Number.POSITIVE_INFINITY;
  state.history = [...state.history, row];
  state.seconds += (clock() - started) / 1000;
  run.logger.debug(row, 'Epoch done.');
  if (row.validationCrossEntropy < best) {
    state.bestEpoch = epoch;
    await run.checkpoints.saveBest(state);
  }
  await run.checkpoints.saveLast(state);
}

function validationLoss({ student, reading, state, data }: Run): number {
  const sequences = data.validation.map((example) => example.sequences);
  const descriptions = data.validation.map(({ description }) => description);
  const tokens = tokensOf({ student, reading, meanToken: state.meanToken }, sequences);
  return crossEntropyOf(student, { tokens, descriptions });
}

async function finish(run: Run): Promise<Omit<TrainedVideoToken, 'resumed'>> {
  const { config, extractors, data, state } = run;
  const contents: ModelContents = {
    config,
    extractors,
    tokenizer: data.tokenizer.toJson(),
    tensors: new Map([...modelTensors(state), ...standardisationTensors(data.standardisation)]),
  };
  const space = spaceOf(contents);
  const report = reportOf({ ...run, space, backend: currentBackend() });
  if (report.tokenIgnored) {
    const { validationCrossEntropy, shuffledCrossEntropy } = report;
    run.logger.warn({ validationCrossEntropy, shuffledCrossEntropy }, 'The decoder ignores the video token.');
  }
  const folder = modelFolder(run.modelsFolder, space.id);
  const validationHashes = data.validation.map(({ contentHash }) => contentHash);
  await saveModel({ folder, contents, report, validationHashes });
  return { folder, space, report };
}

function interrupted(epochs: number): VidtokenError {
  return new VidtokenError({
    code: 'interrupted',
    message: `Training was interrupted; ${epochs} finished epochs are kept.`,
    hint: 'Go on from there with: vidtoken distill --resume, or with the same `vidtoken embed` again.',
    facts: { epochs },
    retryable: true,
  });
}
