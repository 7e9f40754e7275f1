import type { AdamW } from '../../src/tensor/adamw.js';
import { plus, scaled } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { type Scalar, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { withoutCommonGradient } from '../../src/tensor/without-common-gradient.js';
import type { AuxiliaryHead, HeadBatch } from './auxiliary-head.js';
import type { VideoTokenConfig } from './config.js';
import { descriptionBatch, type EncodedDescription } from './description-batch.js';
import { disturbedTokens } from './disturbed-tokens.js';
import type { StepResult } from './epoch-totals.js';
import type { FeatureReading } from './feature-reading.js';
import { encodeVideos } from './model.js';
import { movedMean } from './part-means.js';
import type { Student } from './student.js';
import { takeStep } from './take-step.js';
import type { PreparedExample } from './training-data.js';
import type { TrainingState } from './training-state.js';
import { joinedParts, unitParts } from './unit-tokens.js';
import { type VideoBatch, videoBatch } from './video-batch.js';
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
 * One update from one batch: L = −Σ log D(x)[word] over the words of the batch divided by their number (eq. 9), times
 * `crossEntropyWeight`, plus the weighted losses of the heads. With a weight of 0 the decoder learns as with 1 (AdamW
 * does not care), but from tokens that it cannot shape.
 * @throws VidtokenError `training-diverged` before anything is changed when the loss or a gradient is not finite.
 */
export function trainStep(options: StepOptions): StepResult {
  const { student, state, examples, optimizer, learningRate } = options;
  const { config, parameters } = student;
  const { random, meanToken } = state;
  const descriptions = examples.map(({ description }) => description);
  const sequences = examples.map((example) => example.sequences);
  const batch = disturbedBatch(options);
  const words = descriptionBatch(descriptions, { random, wordShare: config.wordDropout });
  const weights = words.weights.map(
    (weight, place) =>
      (weight * (options.targetWeights[words.targets[place] as number] as number)) / words.tokens,
  );
  const learning: Student = { ...student, random };
  let raw: Float32Array[] = [];
  let crossEntropy = 0;
  const auxiliary: Record<string, number> = {};
  const { loss, gradients } = lossAndGradients(parameters, () => {
    const encoded = encodeVideos(learning, batch); // [videos, dimension of the part] each
    raw = encoded.map((rows) => rows.dataSync<'float32'>().slice());
    const parts = unitParts(centred(encoded, batch, config), batch, meanToken);
    const unit = joinedParts(parts, batch); // [videos, tokenDimension]
    const tokens = disturbedTokens(unit, { config, random });
    const spoken = wordCrossEntropySum(learning, {
      tokens: config.crossEntropyWeight === 0 ? constant(tokens) : tokens,
      words,
      weights,
      labelSmoothing: config.labelSmoothing,
    });
    crossEntropy = spoken.dataSync<'float32'>()[0] as number;
    return withHeads(scaled(spoken, config.crossEntropyWeight === 0 ? 1 : config.crossEntropyWeight), {
      heads: options.heads,
      whole: { parameters, tokens, unitTokens: unit, descriptions, sequences },
      parts: parts.map((rows, at) => ({ rows, present: batch.parts[at]?.present ?? [] })),
      auxiliary,
    });
  });
  const limit = config.gradientNormLimit;
  const gradientNorm = takeStep({ optimizer, loss, gradients, learningRate, limit });
  const momentum = raw.map(() => config.centringMomentum);
  state.meanToken = movedMean(meanToken, { batch, raw, momentum });
  state.average?.update(optimizer.step);
  return { loss: crossEntropy, auxiliary, tokens: words.tokens, places: words.inputs.length, gradientNorm };
}

/** The features of the examples with the losses and the noise of training. */
function disturbedBatch({ student: { config }, reading, state, examples }: StepOptions): VideoBatch {
  const dropout = {
    random: state.random,
    modalityShare: config.modalityDropout,
    tokenShare: config.featureTokenDropout,
    noise: config.inputNoise,
    featureShare: config.featureDropout,
  };
  return videoBatch(
    examples.map(({ sequences }) => sequences),
    { reading, config, dropout },
  );
}

/** Raw tokens whose common push does not reach the encoder, if so configured. */
function centred(
  raw: readonly Tensor2D[],
  { parts }: VideoBatch,
  config: VideoTokenConfig,
): readonly Tensor2D[] {
  if (!config.centredGradient) return raw;
  return raw.map((rows, at) => withoutCommonGradient(rows, parts[at]?.present ?? []));
}

/** The values without their history: no gradient passes, so the decoder learns to read what others shape. */
function constant(tokens: Tensor2D): Tensor2D {
  return tensor2d(tokens.dataSync<'float32'>().slice(), tokens.shape);
}

/** Adds the weighted losses of the heads, and notes each. */
function withHeads(
  main: Scalar,
  options: {
    readonly heads: readonly AuxiliaryHead[];
    readonly whole: HeadBatch;
    /** Unit rows of each part, and which videos have it. */
    readonly parts: readonly { readonly rows: Tensor2D; readonly present: readonly boolean[] }[];
    readonly auxiliary: Record<string, number>;
  },
): Scalar {
  let total = main;
  for (const head of options.heads) {
    const part = head.part === undefined ? undefined : options.parts[head.part];
    const batch = part === undefined ? options.whole : batchOfPart(options.whole, part);
    if (batch.descriptions.length === 0) continue;
    const loss = head.loss(batch);
    options.auxiliary[head.name] = loss.dataSync<'float32'>()[0] as number;
    total = plus(total, scaled(loss, head.weight));
  }
  return total;
}

/** The videos that have the part, with its rows in place of the tokens. */
function batchOfPart(
  whole: HeadBatch,
  { rows, present }: { readonly rows: Tensor2D; readonly present: readonly boolean[] },
): HeadBatch {
  const having = Int32Array.from(present.keys()).filter((video) => present[video] === true);
  const tokens = having.length === 0 ? rows : embeddingLookup(rows, having);
  const descriptions = Array.from(having, (video) => whole.descriptions[video] as EncodedDescription);
  const sequences = Array.from(having, (video) => whole.sequences[video] ?? []);
  return { parameters: whole.parameters, tokens, unitTokens: tokens, descriptions, sequences };
}
