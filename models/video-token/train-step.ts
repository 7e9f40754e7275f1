import { VidtokenError } from '../../src/core/errors.js';
import type { AdamW } from '../../src/tensor/adamw.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { globalNorm, lossAndGradients } from '../../src/tensor/gradients.js';
import { dispose } from '../../src/tensor/tensor.js';
import { descriptionBatch } from './description-batch.js';
import type { FeatureReading } from './encoder-batch.js';
import { encoderBatch } from './encoder-batch.js';
import { decodeDescriptions, encodeVideos, type Student, unitTokens } from './model.js';
import type { PreparedExample } from './training-data.js';
import type { TrainingState } from './training-state.js';

export interface StepOptions {
  readonly student: Student;
  readonly optimizer: AdamW;
  readonly reading: FeatureReading;
  readonly state: TrainingState;
  readonly examples: readonly PreparedExample[];
  readonly learningRate: number;
}

/**
 * One update from one batch: L = −Σ log D(x)[word] over the words of the batch divided by their number (eq. 9).
 * @returns the loss in nats per token and the number of tokens
 * @throws VidtokenError `training-diverged` before anything is changed when the loss or a gradient is not finite.
 */
export function trainStep(options: StepOptions): { readonly loss: number; readonly tokens: number } {
  const { student, state, examples } = options;
  const { config } = student;
  const features = encoderBatch(
    examples.map(({ sequences }) => sequences),
    options.reading,
    { random: state.random, modalityShare: config.modalityDropout, tokenShare: config.featureTokenDropout },
  );
  const words = descriptionBatch(
    examples.map(({ description }) => description),
    { random: state.random, wordShare: config.wordDropout },
  );
  const weights = words.weights.map((weight) => weight / words.tokens);
  let rawTokens = new Float32Array();
  const { loss, gradients } = lossAndGradients(student.parameters, () => {
    const raw = encodeVideos(student, features); // [videos, tokenDimension]
    rawTokens = raw.dataSync<'float32'>().slice();
    const tokens = unitTokens(raw, state.meanToken);
    const logits = decodeDescriptions(student, { tokens, words: words.inputs });
    return crossEntropySum({ logits, targets: words.targets, weights });
  });
  try {
    const norm = globalNorm(gradients);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw diverged({ step: options.optimizer.step + 1, loss, learningRate: options.learningRate });
    }
    const scale = Math.min(1, config.gradientNormLimit / norm);
    options.optimizer.update({ gradients, learningRate: options.learningRate, scale });
  } finally {
    dispose([...gradients.values()]);
  }
  state.meanToken = movedMean(state.meanToken, rawTokens, config.centringMomentum);
  return { loss, tokens: words.tokens };
}

/** Running mean of the raw tokens: (1 − momentum) · mean + momentum · mean of the batch. */
function movedMean(mean: Float32Array, rows: Float32Array, momentum: number): Float32Array {
  const dimension = mean.length;
  const share = (momentum * dimension) / rows.length;
  const moved = mean.map((value) => (1 - momentum) * value);
  for (let index = 0; index < rows.length; index += 1) {
    const at = index % dimension;
    moved[at] = (moved[at] as number) + share * (rows[index] as number);
  }
  return moved;
}

/** The loss left the numbers. */
export function diverged(facts: {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
}): VidtokenError {
  const { step, loss, learningRate } = facts;
  return new VidtokenError({
    code: 'training-diverged',
    message: `Training diverged at step ${step}: the loss is ${loss} or a gradient is not finite (learning rate ${learningRate.toExponential(2)}).`,
    hint: 'Lower `learningRate` in the run configuration and train again; the last finished epoch is kept.',
    facts: { ...facts },
  });
}
