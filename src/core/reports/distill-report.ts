import { z } from 'zod';
import { stageTimings } from './stage-timings.js';

/** What a training run says about itself; cross-entropies in nats per description token. */
export const distillSummary = z.object({
  spaceId: z.string(),
  /** SHA-256 over the training data: contents, features, descriptions. */
  dataHash: z.string(),
  dimension: z.number().int(),
  trainVideos: z.number().int(),
  validationVideos: z.number().int(),
  epochs: z.number().int(),
  bestEpoch: z.number().int(),
  trainLoss: z.number(),
  validationLoss: z.number(),
  /** The same with the tokens permuted between the validation videos. */
  shuffledLoss: z.number(),
  /** Best constant prediction: entropy of the token frequencies in training. */
  unigramLoss: z.number(),
  /** Of the same decoder trained with no token at all; absent when none was trained. */
  withoutTokenLoss: z.number().optional(),
  /** Share of held-out videos whose token finds their own description first, and by chance. */
  descriptionRecallAt1: z.number().optional(),
  descriptionRecallAt1Chance: z.number().optional(),
  /** Where their own description stands among those of the others (1 is best), and by chance. */
  descriptionMedianRank: z.number().optional(),
  descriptionMedianRankChance: z.number().optional(),
  /** Of the held-out tokens, 1 … dimension: near 1 they have collapsed. */
  effectiveRank: z.number(),
  /** Of the held-out tokens, −1 … 1: near 1 they have collapsed. */
  meanPairwiseCosine: z.number(),
  /** Share of a held-out video's ten nearest that have its value of a label, which was never learned, and by chance. */
  labels: z.array(z.object({ label: z.string(), precisionAt10: z.number(), chance: z.number() })),
  /** True when shuffling does not raise the loss: the decoder does not read the token. */
  tokenIgnored: z.boolean(),
  seconds: z.number().nonnegative(),
});
export type DistillSummary = z.infer<typeof distillSummary>;

/** `vidtoken distill --json`. */
export const distillReport = z.object({
  model: distillSummary,
  /** Complete figures of the run as stored in the model folder's `report.json`. */
  details: z.record(z.string(), z.unknown()),
  modelFolder: z.string(),
  /** The HTML page, when one was asked for. */
  reportFile: z.string().optional(),
  resumed: z.boolean(),
  reembedded: z.number().int(),
  clusters: z.number().int(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type DistillReport = z.infer<typeof distillReport>;
