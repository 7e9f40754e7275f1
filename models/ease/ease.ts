import { z } from 'zod';
import type { RecommenderFamily } from '../recommender.js';
import { itemWeights } from './item-weights.js';
import { weightedItemRecommender } from './weighted-item-recommender.js';

const config = z.strictObject({
  /** λ of the ridge regression, in interactions. */
  regularisation: z.number().positive().default(50),
});

/** The linear regression of every item on all others, in closed form. */
export const ease: RecommenderFamily<z.infer<typeof config>> = {
  id: 'ease',
  title: 'EASE',
  purpose: 'the linear regression of every item on all others, in closed form',
  source: 'Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8',
  kind: 'closed-form',
  config,
  variants: {},
  async train({ data: { train }, config: { regularisation }, signal }) {
    const weights = await itemWeights({ train, regularisation, signal });
    return { epochs: [], recommender: weightedItemRecommender(train, weights) };
  },
};
