import { z } from 'zod';
import { MODALITIES } from '../../src/core/features.js';
import { pairwiseConfig } from '../pairwise/pairwise-config.js';

const count = z.number().int().nonnegative();

/**
 * Every knob of M3CSR. What the paper says of it stands behind "paper"; the defaults were chosen on the validation users of
 * the TikTok set and every one that differs is a deviation in the card.
 */
export const m3csrConfig = pairwiseConfig
  .extend({
    /** Pairs per step (paper: 1024). */
    batchSize: z.number().int().positive().default(1024),
    /** Of whatever has no factor of its own (paper: 0.001). */
    learningRate: z.number().positive().default(2e-3),
    epochs: z.number().int().positive().default(8),
    /** Epochs without a better validation score (paper: 10). */
    patience: z.number().int().positive().default(3),
    /** Width of id, cluster and popularity embeddings, and of a mapped feature (paper: 64). */
    dimension: z.number().int().positive().default(64),
    /** Heads of the attention of equations 3 and 4; divides `dimension` (paper: not said). */
    heads: z.number().int().positive().default(2),
    /** Which modalities are used, of those that the data have; all when absent. */
    modalities: z.array(z.enum(MODALITIES)).min(1).optional(),
    /** τ of equation 6 (paper: 0.07). */
    temperature: z.number().positive().default(1),
    /** α of equation 13 (paper: "10^6", read as 1e-6). */
    decouplingWeight: z.number().nonnegative().default(1e-6),
    /** β of equation 13 (paper: "10^5", read as 1e-5). */
    l2Weight: z.number().nonnegative().default(1e-4),
    /** Bins of the number of interactions, bin 0 for none (paper: not said). */
    popularityBins: z.number().int().min(2).default(10),
    /** Most items of a history that are attended to: "fixed-length sequence" (paper: not said). */
    historyLength: z.number().int().positive().default(50),
    /** Users with fewer items are not learned from, but served: with one item, leave-one-out leaves nothing to learn. */
    leastTrainedItems: count.default(2),
    /**
     * Users with more than so many times the median number of items are not learned from and do not count in popularity, but
     * are served; 0 is no limit (paper).
     */
    heavyUserFactor: z.number().nonnegative().default(25),
    /**
     * While training, the positive of a pair is hidden from the user's own history (FISM, NAIS): else the attention learns to
     * find the answer in its input. The paper does not mention it.
     */
    leaveOneOut: z.boolean().default(true),
    /** Attention output times (length of the history)^exponent, the 1 − α of FISM; 0 is the plain mean of equation 3. */
    historyExponent: z.number().min(0).max(1).default(1),
    /** Adds the user's id embedding to h_u of equation 3 (paper: no). */
    userResidual: z.boolean().default(false),
    /** Items that are drawn anew in each step as negatives of all its pairs; 0 is one for each pair (paper). */
    sharedNegatives: count.default(256),
    /** Share of the numbers of id and modality vectors of items that are set to 0 in a step (paper: none). */
    embeddingDropout: z.number().min(0).lt(1).default(0.3),
    /** Share of the old average kept per step in the moving average of the weights that is served; 0 serves the weights (paper). */
    averageDecay: z.number().min(0).lt(1).default(0.98),
    /**
     * `co-occurrence`: item ids start from a decomposition of what users have in common, projections as identities, so that
     * training begins with a good recommender. `xavier` is the paper.
     */
    start: z.enum(['co-occurrence', 'xavier']).default('co-occurrence'),
    /** Exponent of the row sums that co-occurrences are divided by on both sides before they are decomposed. */
    startBalance: z.number().min(0).max(1).default(0.35),
    /** Mean inner product at the start of two items that a user has in common. */
    startScore: z.number().positive().default(6),
    /** Factor of the learning rate of item ids (paper: 1). */
    itemIdRate: z.number().positive().default(0.05),
    /** Factor of the learning rate of modal encoders and modality attention (paper: 1). */
    contentRate: z.number().positive().default(0.3),
    /**
     * Features become so many principal components, divided by the root of their deviations, and rows of one length; 0 only
     * standardises them.
     */
    featureComponents: count.default(64),
    /** Length of such a row. */
    featureLength: z.number().positive().default(2),
    /** Equations 5 and 6; without, all modalities weigh the same. */
    interestIntensity: z.boolean().default(true),
    /** Equation 8. */
    decoupling: z.boolean().default(true),
    /** c_i^m of equation 2. */
    clusterEmbedding: z.boolean().default(true),
    /** Equation 10; without, ids and content stand side by side with weight 1. */
    gate: z.boolean().default(true),
  })
  .refine(({ dimension, heads }) => dimension % heads === 0, {
    message: 'heads must divide dimension',
    path: ['heads'],
  });
export type M3csrConfig = z.infer<typeof m3csrConfig>;
