import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { Recommender } from '../recommender.js';

/** Scores of a user: the sum of the rows of their items. @param weights [items, items] */
export function weightedItemRecommender(train: InteractionMatrix, weights: Float32Array): Recommender {
  const { itemCount, starts, items } = train;
  return {
    score(users, scores) {
      for (const [place, user] of users.entries()) {
        const row = scores.subarray(place * itemCount, (place + 1) * itemCount).fill(0);
        for (let at = starts[user] as number; at < (starts[user + 1] as number); at += 1) {
          const from = (items[at] as number) * itemCount;
          for (let item = 0; item < itemCount; item += 1) {
            row[item] = (row[item] as number) + (weights[from + item] as number);
          }
        }
      }
    },
  };
}
