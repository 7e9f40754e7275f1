import { z } from 'zod';
import { baselineConfig } from '../pairwise/baseline-config.js';

export const lightGcnConfig = baselineConfig.extend({
  /** Propagations; the final vectors are the mean of layers 0 … layers. */
  layers: z.number().int().nonnegative().default(3),
  /** Weight of ½ Σ‖row‖² of the initial rows of a batch, per pair. */
  regularisation: z.number().nonnegative().default(1e-4),
});
export type LightGcnConfig = z.infer<typeof lightGcnConfig>;
