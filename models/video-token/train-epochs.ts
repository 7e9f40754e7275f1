import { setImmediate } from 'node:timers/promises';
import { VidtokenError } from '../../src/core/errors.js';
import type { ProgressStage } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { bucketedBatches } from './bucketed-batches.js';
import { addStep, epochMeans, NO_STEPS } from './epoch-totals.js';
import { crossEntropyOf, type TokenEncoder, tokensOf } from './inference.js';
import type { EpochRow } from './report.js';
import { diverged } from './take-step.js';
import { trainStep } from './train-step.js';
import type { PreparedExample } from './training-data.js';
import { learningRateAt } from './training-plan.js';
import { evaluatedEncoder, type TrainingRun } from './training-run.js';

/** Trains from wherever the state of the run stands to its last epoch, or until validation no longer improves. */
export async function trainEpochs(run: TrainingRun): Promise<void> {
  const { plan, state } = run;
  const total = plan.epochs * plan.stepsPerEpoch;
  const stage = run.progress.stage({ name: 'distil', unit: 'steps', total });
  try {
    stage.advance(state.optimizer.step);
    while (state.history.length < plan.epochs) {
      if (state.history.length - state.bestEpoch >= plan.patienceEpochs) break;
      await trainEpoch(run, stage);
      await closeEpoch(run);
    }
  } finally {
    stage.done();
  }
}

/** The steps of one epoch that are not done yet. */
async function trainEpoch(run: TrainingRun, stage: ProgressStage): Promise<void> {
  const { state, data, config, clock } = run;
  const every = config.checkpointEverySteps;
  let progress = state.epoch ?? { start: state.random.state, totals: NO_STEPS };
  const batches = epochBatches(run);
  let before = clock();
  for (const positions of batches.slice(progress.totals.steps)) {
    // Signals and timers get their turn between two steps.
    await setImmediate();
    if (run.signal.aborted) throw interrupted(state.history.length);
    const step = trainStep({
      ...run,
      optimizer: state.optimizer,
      examples: positions.map((position) => data.train[position] as PreparedExample),
      learningRate: learningRateOf(run, state.optimizer.step + 1),
    });
    progress = { ...progress, totals: addStep(progress.totals, step) };
    state.epoch = progress;
    const now = clock();
    state.seconds += (now - before) / 1000;
    before = now;
    stage.advance(1, `loss ${step.loss.toFixed(3)}`);
    const done = progress.totals.steps;
    if (every > 0 && done % every === 0 && done < batches.length) await run.checkpoints.saveLast(state);
  }
}

/** Positions of each batch of the epoch under way: drawn for a new one, drawn again for one that goes on. */
function epochBatches({ plan, state, data }: TrainingRun): number[][] {
  const lengths = data.train.map(({ description }) => description.targets.length);
  const random = state.epoch === undefined ? state.random : Random.fromState(state.epoch.start);
  return Array.from({ length: plan.passesPerEpoch }, () =>
    bucketedBatches(lengths, plan.batchSize, random),
  ).flat();
}

/** Evaluates, writes the row of the epoch, and saves. */
async function closeEpoch(run: TrainingRun): Promise<void> {
  const { state, clock, config } = run;
  const started = clock();
  const encoder = evaluatedEncoder(run);
  const validationCrossEntropy = validationLoss(run, encoder);
  const { step } = state.optimizer;
  const learningRate = learningRateOf(run, step);
  if (!Number.isFinite(validationCrossEntropy)) {
    throw diverged({ step, loss: validationCrossEntropy, learningRate: config.learningRate });
  }
  state.seconds += (clock() - started) / 1000;
  const epoch = state.history.length + 1;
  const means = epochMeans(state.epoch?.totals ?? NO_STEPS);
  const row: EpochRow = {
    epoch,
    step,
    learningRate,
    ...means,
    validationCrossEntropy,
    seconds: state.seconds,
  };
  const best = state.history[state.bestEpoch - 1]?.validationCrossEntropy ?? Number.POSITIVE_INFINITY;
  state.history = [...state.history, row];
  state.epoch = undefined;
  run.logger.debug(row, 'Epoch done.');
  if (validationCrossEntropy < best) {
    state.bestEpoch = epoch;
    const { student, meanToken } = encoder;
    await run.checkpoints.saveBest(state, { parameters: student.parameters, meanToken });
  }
  await run.checkpoints.saveLast(state);
}

/** Plain cross-entropy of the held-out descriptions, in nats per token. */
function validationLoss({ data }: TrainingRun, encoder: TokenEncoder): number {
  const sequences = data.validation.map((example) => example.sequences);
  const descriptions = data.validation.map(({ description }) => description);
  return crossEntropyOf(encoder.student, { tokens: tokensOf(encoder, sequences), descriptions });
}

function learningRateOf({ config, plan }: TrainingRun, step: number): number {
  return learningRateAt(config, step, plan.epochs * plan.stepsPerEpoch);
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
