import type { AdamW } from '../../src/tensor/adamw.js';
import { plus, scaled } from '../../src/tensor/differentiable.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import type { Scalar } from '../../src/tensor/tensor.js';
import type { AuxiliaryHead, HeadBatch } from './auxiliary-head.js';
import { descriptionBatch } from './description-batch.js';
import { disturbedTokens } from './disturbed-tokens.js';
import { encoderBatch, type FeatureReading } from './encoder-batch.js';
import type { StepResult } from './epoch-totals.js';
import { encodeVideos, type Student, unitTokens } from './model.js';
import { takeStep } from './take-step.js';
import type { PreparedExample } from './training-data.js';
import type { TrainingState } from './training-state.js';
import { wordCrossEntropySum } from './word-cross-entropy.js';

export interface StepOptions {
  readonly student: Student;
  readonly optimizer: AdamW;
  readonly reading: FeatureReading;
  readonly state: TrainingState;
  readonly heads: readonly AuxiliaryHead[];
  /** [vocabularySize] weight of each word as a target, mean 1 */
  readonly targetWeights: Float32Array;
  readonly examples: readonly PreparedExample[];
  readonly learningRate: number;
}

/**
 * One update from one batch: L = −Σ log D(x)[word] over the words of the batch divided by their number (eq. 9), plus
 * the weighted losses of the heads.
 * @throws VidtokenError `training-diverged` before anything is changed when the loss or a gradient is not finite.
 */
export function trainStep(options: StepOptions): StepResult {
  const { student, state, examples, optimizer, learningRate } = options;
  const { config, parameters } = student;
  const { random, meanToken } = state;
  const descriptions = examples.map(({ description }) => description);
  const features = encoderBatch(
    examples.map(({ sequences }) => sequences),
    options.reading,
    {
      random,
      modalityShare: config.modalityDropout,
      tokenShare: config.featureTokenDropout,
      noise: config.inputNoise,
    },
  );
  const words = descriptionBatch(descriptions, { random, wordShare: config.wordDropout });
  const weights = words.weights.map(
    (weight, place) =>
      (weight * (options.targetWeights[words.targets[place] as number] as number)) / words.tokens,
  );
  const learning: Student = { ...student, random };
  let rawTokens = new Float32Array();
  let crossEntropy = 0;
  const auxiliary: Record<string, number> = {};
  const { loss, gradients } = lossAndGradients(parameters, () => {
    const raw = encodeVideos(learning, features); // [videos, tokenDimension]
    rawTokens = raw.dataSync<'float32'>().slice();
    const tokens = disturbedTokens(unitTokens(raw, meanToken), { config, random });
    const spoken = wordCrossEntropySum(learning, {
      tokens,
      words,
      weights,
      labelSmoothing: config.labelSmoothing,
    });
    crossEntropy = spoken.dataSync<'float32'>()[0] as number;
    return withHeads(spoken, {
      heads: options.heads,
      batch: { parameters, tokens, descriptions },
      auxiliary,
    });
  });
  const limit = config.gradientNormLimit;
  const gradientNorm = takeStep({ optimizer, loss, gradients, learningRate, limit });
  state.meanToken = movedMean(meanToken, rawTokens, config.centringMomentum);
  state.average?.update(optimizer.step);
  return { loss: crossEntropy, auxiliary, tokens: words.tokens, places: words.inputs.length, gradientNorm };
}

/** Adds the weighted losses of the heads, and notes each. */
function withHeads(
  main: Scalar,
  options: {
    readonly heads: readonly AuxiliaryHead[];
    readonly batch: HeadBatch;
    readonly auxiliary: Record<string, number>;
  },
): Scalar {
  let total = main;
  for (const head of options.heads) {
    const loss = head.loss(options.batch);
    options.auxiliary[head.name] = loss.dataSync<'float32'>()[0] as number;
    total = plus(total, scaled(loss, head.weight));
  }
  return total;
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
