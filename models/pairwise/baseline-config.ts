import { z } from 'zod';
import { pairwiseConfig } from './pairwise-config.js';

/**
 * What the trained baselines share, so that none is trained with more care than another. Large batches and a large rate
 * reach on validation what 2,048 pairs at 5e-3 reach, in half the time.
 */
export const baselineConfig = pairwiseConfig.extend({
  batchSize: pairwiseConfig.shape.batchSize.default(8192),
  learningRate: pairwiseConfig.shape.learningRate.default(1e-2),
  epochs: pairwiseConfig.shape.epochs.default(60),
  patience: pairwiseConfig.shape.patience.default(10),
  /** Width of the free vectors. */
  width: z.number().int().positive().default(64),
});
