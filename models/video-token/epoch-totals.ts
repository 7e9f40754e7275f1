import { z } from 'zod';

/** What one step of training measured. */
export interface StepResult {
  /** Cross-entropy in nats per token as it was minimised: smoothed and weighted if so configured. */
  readonly loss: number;
  /** Loss of each head in nats per video, before its weight. */
  readonly auxiliary: Readonly<Record<string, number>>;
  /** Tokens that count. */
  readonly tokens: number;
  /** Places of the descriptions, padding included. */
  readonly places: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

/** Sums over the steps of an epoch so far; part of a checkpoint, so that the epoch's row survives a kill. */
export const epochTotalsSchema = z.object({
  steps: z.number().int(),
  /** Σ loss · tokens */
  loss: z.number(),
  tokens: z.number().int(),
  places: z.number().int(),
  gradientNorm: z.number(),
  auxiliary: z.record(z.string(), z.number()),
});
export type EpochTotals = z.infer<typeof epochTotalsSchema>;

export const NO_STEPS: EpochTotals = {
  steps: 0,
  loss: 0,
  tokens: 0,
  places: 0,
  gradientNorm: 0,
  auxiliary: {},
};

export function addStep(totals: EpochTotals, step: StepResult): EpochTotals {
  const auxiliary = Object.entries(step.auxiliary).map(([name, loss]): [string, number] => [
    name,
    (totals.auxiliary[name] ?? 0) + loss,
  ]);
  return {
    steps: totals.steps + 1,
    loss: totals.loss + step.loss * step.tokens,
    tokens: totals.tokens + step.tokens,
    places: totals.places + step.places,
    gradientNorm: totals.gradientNorm + step.gradientNorm,
    auxiliary: Object.fromEntries(auxiliary),
  };
}

/** Means over the epoch. */
export function epochMeans(totals: EpochTotals) {
  const { steps, tokens, places } = totals;
  const auxiliary = Object.entries(totals.auxiliary).map(([name, sum]): [string, number] => [
    name,
    sum / steps,
  ]);
  return {
    trainCrossEntropy: totals.loss / tokens,
    auxiliary: Object.fromEntries(auxiliary),
    gradientNorm: totals.gradientNorm / steps,
    paddingShare: 1 - tokens / places,
  };
}
