import { z } from 'zod';

/** `vidtoken train <model> --json`. */
export const trainReport = z.object({
  model: z.string(),
  variant: z.string().nullable(),
  /** Space of the stored vectors. */
  space: z.string(),
  /** Numbers of a final vector. */
  dimension: z.number().int(),
  /** Every knob of the model by its name. */
  config: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  users: z.number().int(),
  /** A user to try `vidtoken recommend` on. */
  exampleUser: z.string(),
  items: z.number().int(),
  /** Interactions that were trained on. */
  interactions: z.number().int(),
  /** Recall@20 on the held-out part at the chosen epoch, 0…1; null where nothing was held out. */
  validationRecall: z.number().nullable(),
  /** Users it was measured on. */
  validationUsers: z.number().int(),
  /** Epochs trained, and the one whose weights were kept; 0 and null for models in closed form. */
  epochs: z.number().int(),
  bestEpoch: z.number().int().nullable(),
  /** Whether the kept vectors come from a second training on all interactions, for as many epochs. */
  refitted: z.boolean(),
  /** Whether new videos get a vector from their content alone. */
  servesNewItems: z.boolean(),
  seconds: z.number().nonnegative(),
});
export type TrainReport = z.infer<typeof trainReport>;

const auc = z.object({ candidateDreamUmm: z.number(), meanSimilarity: z.number(), dreamUmm: z.number() });

/** `vidtoken train candidate-dreamumm --json`. */
export const trainCandidateReport = z.object({
  model: z.literal('candidate-dreamumm'),
  /** Embedding space of the tokens that it reads. */
  space: z.string(),
  config: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  /** Users with at least one watch, and their watches. */
  users: z.number().int(),
  watches: z.number().int(),
  /** A user to try `vidtoken recommend` on. */
  exampleUser: z.string(),
  epochs: z.number().int(),
  bestEpoch: z.number().int(),
  /** Mean cross-entropy in nats on the users by whom the epoch was chosen. */
  validationLoss: z.number().nullable(),
  /** On users that neither the weights nor the choice of the epoch saw; null where there are too few. */
  heldOut: z
    .object({
      users: z.number().int(),
      examples: z.number().int(),
      longViews: z.number().int(),
      loss: z.number(),
      /** Of the one best number for all examples. */
      constantLoss: z.number(),
      /** Area under the curve over all examples; 0.5 is chance. */
      auc: auc.exactOptional(),
      /** Mean of the area under each user's own curve. */
      userAuc: auc.exactOptional(),
    })
    .nullable(),
  seconds: z.number().nonnegative(),
});
export type TrainCandidateReport = z.infer<typeof trainCandidateReport>;
