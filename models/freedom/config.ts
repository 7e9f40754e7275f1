import { z } from 'zod';
import { baselineConfig } from '../pairwise/baseline-config.js';

export const freedomConfig = baselineConfig.extend({
  /** Propagations on the graph of users and items. */
  layers: z.number().int().nonnegative().default(3),
  /** Propagations on the graph of items. */
  itemLayers: z.number().int().positive().default(1),
  /** Neighbours of an item in each modality. */
  neighbours: z.number().int().positive().default(10),
  /** Weight of the visual graph; the other modalities share the rest. */
  visualWeight: z.number().min(0).max(1).default(0.1),
  /** Share of the edges that is left out of each epoch. */
  dropout: z.number().min(0).max(0.99).default(0.5),
  /** λ: weight of the ranking by each modality alone. */
  modalityWeight: z.number().nonnegative().default(1e-3),
});
export type FreedomConfig = z.infer<typeof freedomConfig>;
