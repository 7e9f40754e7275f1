import { z } from 'zod';

/** One saved model; what its version of vidtoken did not measure is null. Cross-entropies in nats per description token. */
export const modelSummary = z.object({
  spaceId: z.string(),
  folder: z.string(),
  /** True for the one that embeds. */
  selected: z.boolean(),
  /** ISO 8601; for models that do not say it, when their files were written. */
  createdAt: z.string(),
  /** Version of vidtoken that trained it. */
  codeVersion: z.string().nullable(),
  trainVideos: z.number().int().nullable(),
  validationVideos: z.number().int().nullable(),
  validationLoss: z.number().nullable(),
  shuffledLoss: z.number().nullable(),
  /** Loss with shuffled tokens ÷ loss with the own ones: 1 means that the decoder ignores the token. */
  shuffledRatio: z.number().nullable(),
  withoutTokenLoss: z.number().nullable(),
  unigramLoss: z.number().nullable(),
  /** Share of held-out videos whose token finds their own description first, and by chance. */
  descriptionRecallAt1: z.number().nullable(),
  descriptionRecallAt1Chance: z.number().nullable(),
  descriptionMedianRank: z.number().nullable(),
  effectiveRank: z.number().nullable(),
  meanPairwiseCosine: z.number().nullable(),
  tokenIgnored: z.boolean().nullable(),
  dimension: z.number().int().nullable(),
  parameters: z.number().int().nullable(),
  epochs: z.number().int().nullable(),
  /** Training time. */
  seconds: z.number().nullable(),
  backend: z.string().nullable(),
  /** `id@version+weights,…` */
  extractors: z.string().nullable(),
  dataHash: z.string().nullable(),
  inputLicence: z.string().nullable(),
  sizeBytes: z.number().int(),
  /** Why the model cannot be used, as far as its `config.json` tells; null when nothing is known to be wrong. */
  problem: z.string().nullable(),
});
export type ModelSummary = z.infer<typeof modelSummary>;

/** `vidtoken models --json`: newest first. */
export const modelsReport = z.object({
  modelsFolder: z.string(),
  /** Space id of the model that embeds, if any was selected. */
  selected: z.string().nullable(),
  models: z.array(modelSummary),
});
export type ModelsReport = z.infer<typeof modelsReport>;

/** `vidtoken models compare --json`. */
export const modelsCompareReport = z.object({
  /** In the order in which they were asked for. */
  models: z.array(modelSummary),
  /** Knobs on which they do not agree: one value per model as saved, null where the model does not have it. */
  knobs: z.array(z.object({ name: z.string(), values: z.array(z.unknown()) })),
  /** False when they were trained on other data: their losses cannot be compared. Null when one does not say. */
  sameData: z.boolean().nullable(),
});
export type ModelsCompareReport = z.infer<typeof modelsCompareReport>;

/** `vidtoken models select --json`. */
export const modelsSelectReport = z.object({
  spaceId: z.string(),
  folder: z.string(),
  /** What was selected before. */
  previous: z.string().nullable(),
  /** Stored videos whose token is of another space, or missing: `vidtoken reembed` brings them over. */
  waiting: z.number().int(),
});
export type ModelsSelectReport = z.infer<typeof modelsSelectReport>;

/** `vidtoken models report --json`: one HTML page about one model. */
export const trainingReportFile = z.object({
  spaceId: z.string(),
  file: z.string(),
  /** Held-out videos whose descriptions were read out. */
  samples: z.number().int(),
  sizeBytes: z.number().int(),
});
export type TrainingReportFile = z.infer<typeof trainingReportFile>;
