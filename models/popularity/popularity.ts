import { z } from 'zod';
import { itemDegrees } from '../bipartite-graph/degrees.js';
import type { RecommenderFamily } from '../recommender.js';

const config = z.strictObject({});

/** Every item scores the number of its train interactions, for every user alike. */
export const popularity: RecommenderFamily<z.infer<typeof config>> = {
  id: 'popularity',
  title: 'Popularity',
  purpose: 'every item scores the number of its interactions, for every user alike',
  source: 'none',
  kind: 'closed-form',
  config,
  variants: {},
  async train({ data: { train }, signal }) {
    signal.throwIfAborted();
    const items = Float32Array.from(itemDegrees(train)); // [itemCount]
    return {
      epochs: [],
      recommender: {
        factors: { width: 1, users: new Float32Array(train.userCount).fill(1), items },
        score(users, scores) {
          for (let row = 0; row < users.length; row += 1) scores.set(items, row * train.itemCount);
        },
      },
    };
  },
};
