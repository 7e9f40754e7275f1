import { setImmediate } from 'node:timers/promises';
import type { ProgressStage } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { AdamW } from '../../src/tensor/adamw.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import { bucketedBatches } from './bucketed-batches.js';
import { descriptionBatch, type EncodedDescription } from './description-batch.js';
import { crossEntropyOf } from './inference.js';
import { decoderParameters } from './initial-parameters.js';
import type { Student } from './student.js';
import { takeStep } from './take-step.js';
import { learningRateAt } from './training-plan.js';
import type { TrainingRun } from './training-run.js';
import { unigramLogProbabilities } from './unigram.js';
import { wordCrossEntropySum } from './word-cross-entropy.js';

export interface WithoutToken {
  /** Best validation cross-entropy over the epochs, nats per description token. */
  readonly crossEntropy: number;
  readonly steps: number;
}

/**
 * What the language alone gives: the same decoder learned from the same descriptions with a token of zeros, for as many
 * epochs as the run took and with its patience. The student must be better than this, else its token says nothing.
 * (A token of zeros for the trained student is no such measure: that decoder never learned to do without.)
 */
export async function crossEntropyWithoutToken(run: TrainingRun): Promise<WithoutToken> {
  const { config, data, extractors, plan } = run;
  const descriptions = data.train.map(({ description }) => description);
  const { vocabularySize } = data.tokenizer;
  const random = new Random(config.seed);
  const parameters = decoderParameters({
    shape: { config, extractors, vocabularySize },
    random,
    outputBias: unigramLogProbabilities(descriptions, vocabularySize),
  });
  const optimizer = new AdamW(parameters, config);
  const total = run.state.history.length * plan.stepsPerEpoch;
  const stage = run.progress.stage({ name: 'baseline', unit: 'steps', total });
  const baseline = { student: { config, parameters }, optimizer, random, descriptions, stage };
  try {
    let best = { crossEntropy: Number.POSITIVE_INFINITY, epoch: 0 };
    for (let epoch = 1; epoch <= run.state.history.length; epoch += 1) {
      await trainEpoch(run, baseline);
      const crossEntropy = validationLoss(run, baseline.student);
      if (crossEntropy < best.crossEntropy) best = { crossEntropy, epoch };
      if (epoch - best.epoch >= plan.patienceEpochs) break;
    }
    return { crossEntropy: best.crossEntropy, steps: optimizer.step };
  } finally {
    stage.done();
    optimizer.dispose();
    parameters.dispose();
  }
}

interface Baseline {
  readonly student: Student;
  readonly optimizer: AdamW;
  readonly random: Random;
  readonly descriptions: readonly EncodedDescription[];
  readonly stage: ProgressStage;
}

async function trainEpoch({ config, plan, signal }: TrainingRun, baseline: Baseline): Promise<void> {
  const { descriptions, random, optimizer } = baseline;
  const lengths = descriptions.map(({ targets }) => targets.length);
  for (let pass = 0; pass < plan.passesPerEpoch; pass += 1) {
    for (const positions of bucketedBatches(lengths, plan.batchSize, random)) {
      await setImmediate();
      signal.throwIfAborted();
      const batch = positions.map((position) => descriptions[position] as EncodedDescription);
      const words = descriptionBatch(batch, { random, wordShare: config.wordDropout });
      const weights = words.weights.map((weight) => weight / words.tokens);
      const { loss, gradients } = lossAndGradients(baseline.student.parameters, () => {
        const tokens = tensor2d(new Float32Array(batch.length * config.tokenDimension), [
          batch.length,
          config.tokenDimension,
        ]);
        return wordCrossEntropySum({ ...baseline.student, random }, { tokens, words, weights });
      });
      const learningRate = learningRateAt(config, optimizer.step + 1, plan.epochs * plan.stepsPerEpoch);
      takeStep({ optimizer, loss, gradients, learningRate, limit: config.gradientNormLimit });
      baseline.stage.advance(1, `loss ${loss.toFixed(3)}`);
    }
  }
}

function validationLoss({ data, config }: TrainingRun, student: Student): number {
  const descriptions = data.validation.map(({ description }) => description);
  const tokens = descriptions.map(() => new Float32Array(config.tokenDimension));
  return crossEntropyOf(student, { tokens, descriptions });
}
