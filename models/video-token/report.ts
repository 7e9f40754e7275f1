import { z } from 'zod';

/** One row per epoch, as in `metrics.jsonl`; cross-entropies in nats per description token. */
export const epochSchema = z.object({
  epoch: z.number().int(),
  /** Steps done at its end. */
  step: z.number().int(),
  /** Step size of AdamW in its last step. */
  learningRate: z.number(),
  /**
   * Mean over the epoch while it was learned, with dropout (and with label smoothing and word weights if configured):
   * higher than the same without.
   */
  trainCrossEntropy: z.number(),
  /** Plain: every word counts alike, no smoothing, no dropout. */
  validationCrossEntropy: z.number(),
  /** Mean loss of each auxiliary head over the epoch, in nats per video, before its weight. */
  auxiliary: z.record(z.string(), z.number()),
  /** Mean common norm of the gradients before clipping. */
  gradientNorm: z.number(),
  /** Share of the description places of the batches that were padding, 0 … 1. */
  paddingShare: z.number(),
  /** Training time since the beginning of the run, over all parts of a resumed run. */
  seconds: z.number(),
});
export type EpochRow = z.infer<typeof epochSchema>;

const standing = {
  /** Share of the videos whose own description ranks first, 0 … 1. */
  recallAt1: z.number(),
  /** 1 is best. */
  medianRank: z.number(),
};

/** Own descriptions of held-out videos, ranked by the decoder among those of the others. */
const descriptionRetrievalSchema = z.object({
  videos: z.number().int(),
  /** Different texts among theirs. */
  descriptions: z.number().int(),
  chanceRecallAt1: z.number(),
  chanceMedianRank: z.number(),
  /** By log p(description | token) less the logarithm of its mean over all tokens. */
  ...standing,
  /** By log p(description | token), which prefers short and common texts. */
  byLikelihoodAlone: z.object(standing),
});
export type DescriptionRetrieval = z.infer<typeof descriptionRetrievalSchema>;

/** Held-out videos that find those with the same value of a label by their tokens. */
const labelRetrievalSchema = z.object({
  label: z.string(),
  queries: z.number().int(),
  /** Videos that carry the label. */
  gallery: z.number().int(),
  /** HitRate@K of DreamUMM, eq. 10, and what a random order is expected to reach. */
  hitRates: z.array(z.object({ cutoff: z.number().int(), hitRate: z.number(), chance: z.number() })),
  precisionAt10: z.number(),
  chancePrecisionAt10: z.number(),
});
export type LabelRetrieval = z.infer<typeof labelRetrievalSchema>;

/** Where a model comes from. */
export const provenanceSchema = z.object({
  /** ISO 8601, when its training began or was resumed last. */
  createdAt: z.string(),
  /** Version of vidtoken that trained it. */
  codeVersion: z.string(),
  /** Licence of the videos and descriptions, in the words of whoever trained it. */
  inputLicence: z.string().exactOptional(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** What a training run says about itself (`report.json` in the model folder). Cross-entropies in nats per token. */
export const videoTokenReportSchema = z.object({
  /** Absent when the caller of the training gave none. */
  provenance: provenanceSchema.exactOptional(),
  spaceId: z.string(),
  modelHash: z.string(),
  dataHash: z.string(),
  backend: z.string(),
  tokenDimension: z.number().int(),
  parameters: z.number().int(),
  vocabularySize: z.number().int(),
  trainVideos: z.number().int(),
  validationVideos: z.number().int(),
  /** Videos that were left out because their description was empty. */
  withoutDescription: z.number().int(),
  /** Descriptions longer than `maximumDescriptionTokens`, and their tokens that were not learned. */
  descriptionsCut: z.number().int(),
  tokensCut: z.number().int(),
  /** Epochs done; `plannedEpochs` when early stopping did not end the run. */
  epochs: z.number().int(),
  plannedEpochs: z.number().int(),
  bestEpoch: z.number().int(),
  steps: z.number().int(),
  /** Of the best epoch, with dropout. */
  trainCrossEntropy: z.number(),
  /** Of the best epoch: what the stored model reaches on videos that it was not trained on. */
  validationCrossEntropy: z.number(),
  /** The same with each description decoded from another validation video's token. */
  shuffledCrossEntropy: z.number(),
  /** The same with a token of zeros. */
  zeroTokenCrossEntropy: z.number(),
  /** Word frequencies of the training descriptions alone, add-one smoothed. */
  unigramCrossEntropy: z.number(),
  /** Of the same decoder trained with no token at all, and its steps; absent when it was not trained. */
  withoutTokenCrossEntropy: z.number().optional(),
  withoutTokenSteps: z.number().int().optional(),
  /** True when shuffling does not raise the loss by the configured margin: the decoder does not read the token. */
  tokenIgnored: z.boolean(),
  /** Of the validation tokens: 1 … dimension. */
  effectiveRank: z.number(),
  /** Of the validation tokens: −1 … 1. */
  meanPairwiseCosine: z.number(),
  /** Absent when fewer than two different descriptions were held out, or none was asked for. */
  descriptionRetrieval: descriptionRetrievalSchema.optional(),
  /** One row per label that enough held-out videos carry. */
  labelRetrieval: z.array(labelRetrievalSchema),
  /** Share of the description places of the training batches that were padding, 0 … 1; over all epochs. */
  paddingShare: z.number(),
  stepsPerSecond: z.number(),
  /** Training time, over all parts of a resumed run. */
  seconds: z.number(),
  history: z.array(epochSchema),
});
export type VideoTokenReport = z.infer<typeof videoTokenReportSchema>;
