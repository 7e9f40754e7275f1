import { coOccurrenceRecommender } from '../co-occurrence/co-occurrence-recommender.js';
import { type CoOccurrenceConfig, coOccurrenceConfig } from '../co-occurrence/config.js';
import type { RecommenderFamily } from '../recommender.js';

const config = coOccurrenceConfig.extend({
  itemExponent: coOccurrenceConfig.shape.itemExponent.default(0.5),
  userExponent: coOccurrenceConfig.shape.userExponent.default(1.5),
  popularityWeight: coOccurrenceConfig.shape.popularityWeight.default(0.01),
});

/** Items that are had together with the items of the user, normalised by degrees. */
export const itemKnn: RecommenderFamily<CoOccurrenceConfig> = {
  id: 'item-knn',
  title: 'ItemKNN',
  purpose: 'items that others have together with the items of the user, normalised by degrees',
  source: 'Deshpande and Karypis 2004, "Item-Based Top-N Recommendation Algorithms", section 4',
  kind: 'closed-form',
  config,
  variants: {
    plain: { userExponent: 1, popularityWeight: 0 },
    'light-voters': { userExponent: 1, popularityWeight: 0.03, maximumVoterItems: 50 },
  },
  async train({ data, config, signal }) {
    signal.throwIfAborted();
    return { epochs: [], recommender: coOccurrenceRecommender(data.train, config) };
  },
};
