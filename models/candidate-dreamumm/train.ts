import { setImmediate as nextTurn } from 'node:timers/promises';
import { VidtokenError } from '../../src/core/errors.js';
import type { SpaceId } from '../../src/core/ids.js';
import type { Logger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { dropout } from '../../src/tensor/dropout.js';
import { globalNorm, lossAndGradients } from '../../src/tensor/gradients.js';
import { dispose, type Tensor2D } from '../../src/tensor/tensor.js';
import type { PreferenceOptions } from '../dreamumm/preference-score.js';
import type { TokenLookup } from '../dreamumm/user-vector.js';
import { CandidateDreamUmm } from './candidate-dreamumm.js';
import type { CandidateDreamUmmConfig } from './config.js';
import { type LongViewScores, longViewLoss, scoreLongViews } from './evaluate.js';
import { createParameters, longViewLogits } from './model.js';
import { sequenceBatch } from './sequence-batch.js';
import {
  exampleBatches,
  type LabelledGroups,
  type LabelledHistory,
  labelledHistories,
  type WatchHistory,
} from './training-examples.js';

export interface TrainCandidateOptions {
  /** One entry for each user; watches oldest first. */
  readonly histories: readonly WatchHistory[];
  readonly tokens: TokenLookup;
  readonly spaceId: SpaceId;
  /** Width of the tokens. */
  readonly dimension: number;
  /** Decides the labels: a long view is a watch above its threshold. */
  readonly preference: PreferenceOptions;
  readonly config: CandidateDreamUmmConfig;
  readonly seed: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface CandidateEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross-entropy in nats over the training examples, and over the validation users after the epoch. */
  readonly loss: number;
  readonly validationLoss: number;
}

export interface TrainedCandidate {
  /** The caller disposes it. */
  readonly model: CandidateDreamUmm;
  readonly epochs: readonly CandidateEpoch[];
  readonly bestEpoch: number;
  /** On users that neither the weights nor the choice of the epoch saw; absent when there are none. */
  readonly heldOut?: LongViewScores;
}

/** Fewer users than this cannot be split into those who train, choose and judge. */
const MINIMUM_USERS = 5;

/**
 * Trains f_seq (eq. 7) by cross-entropy on long-view labels. Users are split, not events: nothing of a validation or
 * held-out user is learned from.
 * @throws VidtokenError `invalid-value` for fewer than 5 users with watches, `training-diverged`; the signal's reason.
 */
export async function trainCandidateDreamUmm(options: TrainCandidateOptions): Promise<TrainedCandidate> {
  const { config, seed, logger, signal, preference, spaceId, dimension } = options;
  const random = new Random(seed);
  const users = splitUsers(options, random);
  const facts = { spaceId, dimension, config, preference };
  const model = new CandidateDreamUmm(facts, createParameters({ config, dimension, random }));
  const { weightDecay } = config;
  const optimizer = new AdamW(model.parameters, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay });
  const epochs: CandidateEpoch[] = [];
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, weights: model.parameters.export() };
  try {
    for (let epoch = 1; epoch <= config.epochs && epoch - best.epoch <= config.patience; epoch += 1) {
      const loss = await trainEpoch({ model, optimizer, histories: users.training, random, signal });
      const validationLoss = longViewLoss(model, users.validation);
      epochs.push({ epoch, loss, validationLoss });
      logger.info({ epoch, loss, validationLoss }, 'Epoch of Candidate-DreamUMM done.');
      if (validationLoss < best.loss) {
        best = { epoch, loss: validationLoss, weights: model.parameters.export() };
      }
    }
    model.parameters.import(best.weights);
    const heldOut = users.heldOut.length === 0 ? {} : { heldOut: scoreLongViews(model, users.heldOut) };
    return { model, epochs, bestEpoch: best.epoch, ...heldOut };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    optimizer.dispose();
  }
}

interface UserSplit {
  readonly training: readonly LabelledHistory[];
  readonly validation: readonly LabelledHistory[];
  readonly heldOut: readonly LabelledHistory[];
}

function splitUsers(
  { histories, config, preference, tokens }: TrainCandidateOptions,
  random: Random,
): UserSplit {
  const labelled = labelledHistories(histories, { ...preference, tokens });
  const users = random.shuffle(labelled.filter(({ watches }) => watches.length > 0));
  if (users.length < MINIMUM_USERS) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `Only ${users.length} users watched a video with a token; ${MINIMUM_USERS} are the least to train on.`,
      hint: 'Import a larger watch log, or make one with: vidtoken simulate',
      facts: { users: users.length },
    });
  }
  const validation = Math.max(1, Math.round(config.validationShare * users.length));
  const heldOut = Math.round(config.heldOutShare * users.length);
  return {
    validation: users.slice(0, validation),
    heldOut: users.slice(validation, validation + heldOut),
    training: users.slice(validation + heldOut),
  };
}

interface EpochOptions {
  readonly model: CandidateDreamUmm;
  readonly optimizer: AdamW;
  readonly histories: readonly LabelledHistory[];
  readonly random: Random;
  readonly signal: AbortSignal;
}

async function trainEpoch(options: EpochOptions): Promise<number> {
  const { model, histories, random, signal } = options;
  let total = 0;
  let examples = 0;
  for (const batch of exampleBatches(histories, { batchSize: model.facts.config.batchSize, random })) {
    await nextTurn();
    signal.throwIfAborted();
    total += batch.labels.length * trainStep(options, batch);
    examples += batch.labels.length;
  }
  return total / examples;
}

/** One update by −Σ ln p(label) / examples. @returns the loss before it */
function trainStep({ model, optimizer, random }: EpochOptions, { groups, labels }: LabelledGroups): number {
  const { parameters, facts } = model;
  const { config, dimension, preference } = facts;
  const batch = sequenceBatch(groups, { ...preference, windows: config.windows, dimension });
  const targets = Int32Array.from(labels, Number);
  const weights = new Float32Array(labels.length).fill(1 / labels.length);
  const { loss, gradients } = lossAndGradients(parameters, () => {
    const disturb = (mixed: Tensor2D) => dropout(mixed, { share: config.dropout, random });
    return crossEntropySum({
      logits: longViewLogits({ parameters, config, batch, disturb }),
      targets,
      weights,
    });
  });
  try {
    const norm = globalNorm(gradients);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw diverged(optimizer.step + 1, loss);
    const scale = Math.min(1, config.gradientNormLimit / norm);
    optimizer.update({ gradients, learningRate: config.learningRate, scale });
  } finally {
    dispose([...gradients.values()]);
  }
  return loss;
}

function diverged(step: number, loss: number): VidtokenError {
  return new VidtokenError({
    code: 'training-diverged',
    message: `Training of Candidate-DreamUMM diverged at step ${step}: the loss is ${loss} or a gradient is not finite.`,
    hint: 'Lower `learningRate` and train again.',
    facts: { step, loss },
  });
}
