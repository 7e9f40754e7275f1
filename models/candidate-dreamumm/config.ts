import { z } from 'zod';

/** Every knob of f_seq with its default. The paper names no architecture and no setting. */
export const candidateDreamUmmConfig = z.object({
  /** Width of queries, keys and values. */
  width: z.number().int().positive().default(32),
  /** Attention heads; they divide `width`. */
  heads: z.number().int().positive().default(4),
  /**
   * Newest watches that each attention looks at, one attention for each number: the last few say what the user wants
   * now, the many what they like. There are no position embeddings.
   */
  windows: z.array(z.number().int().positive()).min(1).default([50, 8]),
  /** Width of the layer between attention and logits. */
  hidden: z.number().int().positive().default(64),
  /** Share of numbers of the mixed features that is dropped in training. */
  dropout: z.number().min(0).max(0.9).default(0.2),
  batchSize: z.number().int().positive().default(256),
  learningRate: z.number().positive().default(1e-3),
  /** Share of a weight that is removed per step and unit of learning rate. */
  weightDecay: z.number().min(0).default(0.1),
  /** Gradients longer than this, all together, are shortened to it. */
  gradientNormLimit: z.number().positive().default(1),
  epochs: z.number().int().positive().default(10),
  /** Training stops after so many epochs without a better loss on the validation users; the best weights are kept. */
  patience: z.number().int().positive().default(2),
  /** Share of the users on whom the epoch is chosen, and of those who are only for the final figures. */
  validationShare: z.number().min(0).max(0.5).default(0.15),
  heldOutShare: z.number().min(0).max(0.5).default(0.15),
});
export type CandidateDreamUmmConfig = z.infer<typeof candidateDreamUmmConfig>;
