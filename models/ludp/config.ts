import { z } from 'zod';
import { MODALITIES } from '../../src/core/features.js';
import { pairwiseConfig } from '../pairwise/pairwise-config.js';

const count = z.number().int().nonnegative();

/**
 * Every knob of LUDP. What the paper says of it stands behind "paper"; the defaults were chosen on the validation users of
 * the TikTok set, and every one that differs is a deviation in the card.
 */
export const ludpConfig = pairwiseConfig.extend({
  /** Pairs per step (paper: one of 128 … 1024). */
  batchSize: z.number().int().positive().default(2048),
  /** Of what has no factor of its own (paper: one of 0.0001 … 0.01). */
  learningRate: z.number().positive().default(1e-3),
  epochs: z.number().int().positive().default(8),
  /** Epochs without a better validation score (paper: 10). */
  patience: z.number().int().positive().default(4),
  /** d: width of the id vectors (paper: 64). */
  width: z.number().int().positive().default(64),
  /** Propagations on the graph of users and items, equation 1 (paper: 2). */
  layers: count.default(3),
  /** How equation 2 puts the layers together (paper: sum). */
  layerFusion: z.enum(['sum', 'mean']).default('mean'),
  /** Equations 3 to 8; without, items are E_i alone. */
  itemGraph: z.boolean().default(true),
  /** Equations 9 to 12; without, users are E_u alone. */
  userPreference: z.boolean().default(true),
  /** Which modalities are used, of those that the data have; all when absent. */
  modalities: z.array(z.enum(MODALITIES)).min(1).optional(),
  /** k of equation 4: neighbours of an item in each modality (paper: one of 5, 10, 20, 50). */
  neighbours: z.number().int().positive().default(10),
  /** Propagations on the graph of items, equation 5 (paper: 1 on TikTok, 2 on MovieLens). */
  itemLayers: z.number().int().positive().default(1),
  /**
   * Edges of the graph of items. `both`: the cosine, divided by the roots of the row sum and of the column sum.
   * `equation`: equation 5 as it is printed, 1 / √|N_i| on every edge (paper).
   */
  itemNormalisation: z.enum(['both', 'equation']).default('both'),
  /** How modalities are put together, items and users alike (paper: attention; the others are its Figure 5). */
  fusion: z.enum(['attention', 'sum', 'concat']).default('attention'),
  /** Weight of H beside E_i in equation 13 (paper: 1). */
  itemGraphWeight: z.number().positive().default(0.6),
  /** Weight of P beside E_u in equation 13 (paper: 1). */
  userPreferenceWeight: z.number().positive().default(0.5),
  /** `unit`: every feature vector has length 1 before equation 10. `raw`: as it is stored (paper). */
  features: z.enum(['unit', 'raw']).default('unit'),
  /** W_2 starts so many times smaller than Glorot and Bengio 2010 would have it (paper: no word). */
  preferenceStart: z.number().positive().default(0.1),
  /** λ of equation 15, on ½ Σ x² of the id vectors of a batch and of all matrices, per pair (paper: one of 0 … 0.1). */
  regularisation: z.number().nonnegative().default(1e-4),
  /**
   * `co-occurrence`: item vectors start from a decomposition of what light users have in common and user vectors from 0, so
   * that training begins with a good recommender. `gaussian`: deviation 0.1 (paper: Gaussian). `xavier`: Glorot and Bengio.
   */
  start: z.enum(['co-occurrence', 'gaussian', 'xavier']).default('co-occurrence'),
  /** Exponent of the row sums that co-occurrences are divided by on both sides before they are decomposed. */
  startBalance: z.number().min(0).max(1).default(0.33),
  /** Mean inner product at the start of two items that a user has in common. */
  startScore: z.number().positive().default(6),
  /** Users with fewer items are served but not learned from (paper: 0, all are). */
  leastTrainedItems: count.default(2),
  /**
   * Users with more than so many times the median number of items are served but not learned from; 0 is no limit (paper).
   * The graph of equation 1 has them all.
   */
  heavyUserFactor: z.number().nonnegative().default(25),
  /** Factor of the learning rate of item vectors (paper: 1). */
  itemIdRate: z.number().positive().default(0.1),
  /** Factor of the learning rate of everything but id vectors (paper: 1). */
  contentRate: z.number().positive().default(0.1),
  /** Share of the old average kept per step in the moving average of the weights that is served; 0 serves the weights (paper). */
  averageDecay: z.number().min(0).lt(1).default(0.98),
});
export type LudpConfig = z.infer<typeof ludpConfig>;
