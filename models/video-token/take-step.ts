import { VidtokenError } from '../../src/core/errors.js';
import type { AdamW } from '../../src/tensor/adamw.js';
import { globalNorm } from '../../src/tensor/gradients.js';
import { dispose, type Tensor } from '../../src/tensor/tensor.js';

/**
 * One update of the weights with gradients clipped by their common norm; disposes them.
 * @returns the norm before clipping
 * @throws VidtokenError `training-diverged` before anything is changed when the loss or a gradient is not finite.
 */
export function takeStep(options: {
  readonly optimizer: AdamW;
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly learningRate: number;
  /** Gradients longer than this, all together, are shortened to it. */
  readonly limit: number;
}): number {
  const { optimizer, loss, gradients, learningRate, limit } = options;
  try {
    const norm = globalNorm(gradients);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw diverged({ step: optimizer.step + 1, loss, learningRate });
    }
    optimizer.update({ gradients, learningRate, scale: Math.min(1, limit / norm) });
    return norm;
  } finally {
    dispose([...gradients.values()]);
  }
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
