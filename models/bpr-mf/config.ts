import { z } from 'zod';
import { baselineConfig } from '../pairwise/baseline-config.js';

export const bprMfConfig = baselineConfig.extend({
  /** Weight of ½ Σ‖row‖² of the rows of a batch, per pair. */
  regularisation: z.number().nonnegative().default(0.1),
});
export type BprMfConfig = z.infer<typeof bprMfConfig>;
