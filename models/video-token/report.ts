import { z } from 'zod';

/** One row per epoch; cross-entropies in nats per description token. */
const epochSchema = z.object({
  epoch: z.number().int(),
  /** Mean over the epoch while it was learned, with dropout: higher than the same without. */
  trainCrossEntropy: z.number(),
  validationCrossEntropy: z.number(),
});
export type EpochRow = z.infer<typeof epochSchema>;

/** What a training run says about itself (`report.json` in the model folder). Cross-entropies in nats per token. */
export const videoTokenReportSchema = z.object({
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
  /** True when shuffling does not raise the loss by the configured margin: the decoder does not read the token. */
  tokenIgnored: z.boolean(),
  /** Of the validation tokens: 1 … dimension. */
  effectiveRank: z.number(),
  /** Of the validation tokens: −1 … 1. */
  meanPairwiseCosine: z.number(),
  stepsPerSecond: z.number(),
  /** Training time, over all parts of a resumed run. */
  seconds: z.number(),
  history: z.array(epochSchema),
});
export type VideoTokenReport = z.infer<typeof videoTokenReportSchema>;
