import { z } from 'zod';
import { baselineConfig } from '../pairwise/baseline-config.js';

export const latticeConfig = baselineConfig.extend({
  /** Propagations on the graph of users and items. */
  layers: z.number().int().nonnegative().default(3),
  /** Neighbours of an item in each modality. */
  neighbours: z.number().int().positive().default(10),
  /** Width of the learned map of the content. */
  contentWidth: z.number().int().positive().default(64),
  /** λ: share of the graph of the raw vectors; the rest is the graph of the mapped ones. */
  rawShare: z.number().min(0).max(1).default(0.9),
  /** Epochs between two times that the neighbours by the mapped vectors are found again: it compares all items with all. */
  relearnEvery: z.number().int().positive().default(5),
  /** Weight of ½ Σ‖row‖² of the final rows of a batch, per pair. */
  regularisation: z.number().nonnegative().default(1e-4),
});
export type LatticeConfig = z.infer<typeof latticeConfig>;
