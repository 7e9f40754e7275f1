import { z } from 'zod';
import { baselineConfig } from '../pairwise/baseline-config.js';

export const vbprConfig = baselineConfig.extend({
  /** Factors into which the content vector is mapped. */
  contentWidth: z.number().int().positive().default(64),
  /** Weight of ½ Σ‖row‖² of the rows of a batch, per pair, and of the matrices that map the content. */
  regularisation: z.number().nonnegative().default(0.1),
});
export type VbprConfig = z.infer<typeof vbprConfig>;
