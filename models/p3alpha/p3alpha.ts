import { z } from 'zod';
import { coOccurrenceRecommender } from '../co-occurrence/co-occurrence-recommender.js';
import { coOccurrenceConfig } from '../co-occurrence/config.js';
import type { RecommenderFamily } from '../recommender.js';

const config = z.strictObject({
  /** Power of the transition probabilities; 1 is the plain random walk. */
  alpha: z.number().nonnegative().default(1),
  popularityWeight: coOccurrenceConfig.shape.popularityWeight.default(0.03),
});

/** Random walk of three steps from the user; popularity is added unless the variant is `plain`. */
export const p3alpha: RecommenderFamily<z.infer<typeof config>> = {
  id: 'p3alpha',
  title: 'P3alpha + popularity',
  purpose: 'where a random walk of three steps from the user ends, with a share of popularity',
  source: 'Cooper et al. 2014, "Random Walks in Recommender Systems: Exact Computation and Simulations"',
  kind: 'closed-form',
  config,
  variants: { plain: { popularityWeight: 0 } },
  async train({ data, config: { alpha, popularityWeight }, signal }) {
    signal.throwIfAborted();
    // The first step, 1 / |N_u|, is the same for all items of a user.
    const exponents = { itemExponent: alpha, userExponent: alpha };
    return {
      epochs: [],
      recommender: coOccurrenceRecommender(data.train, { ...exponents, popularityWeight }),
    };
  },
};
