import { VidtokenError } from '../../src/core/errors.js';
import type { Factors, InteractionMatrix } from '../../src/core/recommend.js';
import { pauseForAbort } from '../../src/inference/pause-for-abort.js';
import type { Random } from '../../src/math/random.js';
import { AdamW } from '../../src/tensor/adamw.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { dispose } from '../../src/tensor/tensor.js';
import type { EpochReport, TrainRecommenderOptions } from '../recommender.js';
import { factorScores } from './factor-scores.js';
import { type PairSampler, pairSampler } from './pair-sampler.js';
import type { PairwiseConfig } from './pairwise-config.js';
import type { PairwiseModel } from './pairwise-model.js';

export interface FitPairsOptions
  extends Pick<
    TrainRecommenderOptions<PairwiseConfig>,
    'config' | 'validate' | 'logger' | 'signal' | 'onEpoch'
  > {
  readonly model: PairwiseModel;
  readonly train: InteractionMatrix;
  /** Draws the pairs; its state goes on from wherever the start of the model left it. */
  readonly random: Random;
  /** Decoupled decay of the parameters that decay (AdamW); 0 is Adam. */
  readonly weightDecay?: number;
}

/** What the best epoch left. */
export interface FittedPairs {
  readonly epochs: readonly EpochReport[];
  /** From 1; 0 when nothing could be trained on. */
  readonly bestEpoch: number;
  readonly factors: Factors;
  readonly weights: ReadonlyMap<string, HostTensor>;
}

/** The moments of Adam as in the paper of Kingma and Ba 2015. */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * Trains until the validation score has not risen for `patience` epochs, or to the last epoch, and returns what the
 * best epoch had. Without `validate` that is the last epoch. The model stays with the caller, who disposes it.
 * @throws VidtokenError `training-diverged` when a loss is not finite; the reason of `signal` when that aborts
 */
export async function fitPairs(options: FitPairsOptions): Promise<FittedPairs> {
  const { model, train, config, random, logger } = options;
  const sampler = pairSampler({ train, config, random });
  if (sampler.usersWithoutNegatives > 0) {
    logger.warn({ users: sampler.usersWithoutNegatives }, 'Users who have every item are not trained on.');
  }
  const optimizer = new AdamW(model.parameters, { ...ADAM, weightDecay: options.weightDecay ?? 0 });
  try {
    return await fitEpochs({ ...options, sampler, optimizer });
  } finally {
    optimizer.dispose();
  }
}

interface Fit extends FitPairsOptions {
  readonly sampler: PairSampler;
  readonly optimizer: AdamW;
}

async function fitEpochs(fit: Fit): Promise<FittedPairs> {
  const { model, config, sampler } = fit;
  const epochs: EpochReport[] = [];
  let best = snapshot(model, 0);
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let epoch = 1; sampler.pairs > 0 && epoch <= config.epochs; epoch += 1) {
    model.beginEpoch?.(epoch);
    const loss = await fitEpoch(fit, epoch);
    const factors = isValidated(fit, epoch) ? model.factors() : undefined;
    const validation = factors === undefined ? undefined : fit.validate?.(factorScores(factors));
    const report = { epoch, loss, ...(validation === undefined ? {} : { validation }) };
    epochs.push(report);
    fit.onEpoch?.(report);
    if (validation !== undefined && validation > bestScore) {
      bestScore = validation;
      best = snapshot(model, epoch, factors);
    }
    if (bestScore > Number.NEGATIVE_INFINITY && epoch - best.bestEpoch >= config.patience) break;
  }
  if (fit.validate === undefined) best = snapshot(model, epochs.length);
  return { epochs, ...best };
}

/** Validated every so many epochs, and after the last one. */
function isValidated({ validate, config }: Fit, epoch: number): boolean {
  return validate !== undefined && (epoch % config.validateEvery === 0 || epoch === config.epochs);
}

function snapshot(
  model: PairwiseModel,
  bestEpoch: number,
  factors = model.factors(),
): Pick<FittedPairs, 'bestEpoch' | 'factors' | 'weights'> {
  return { bestEpoch, factors, weights: model.weights?.() ?? model.parameters.export() };
}

/** @returns mean loss of the pairs */
async function fitEpoch(fit: Fit, epoch: number): Promise<number> {
  const { model, optimizer, config, sampler, signal } = fit;
  let total = 0;
  for (const batch of sampler.epoch()) {
    await pauseForAbort(signal);
    const { loss, gradients } = lossAndGradients(model.parameters, () => model.loss(batch));
    try {
      if (!Number.isFinite(loss)) throw diverged({ epoch, loss, learningRate: config.learningRate });
      optimizer.update({
        gradients,
        learningRate: config.learningRate,
        scale: 1,
        rateFactor: model.learningRateFactor,
      });
      model.afterStep?.();
    } finally {
      dispose([...gradients.values()]);
    }
    total += loss * batch.users.length;
  }
  return total / sampler.pairs;
}

function diverged(facts: {
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
}): VidtokenError {
  return new VidtokenError({
    code: 'training-diverged',
    message: `Training diverged in epoch ${facts.epoch}: the loss is ${facts.loss} (learning rate ${facts.learningRate}).`,
    hint: 'Lower `learningRate`, and look for extreme values in the item vectors.',
    facts: { ...facts },
  });
}
