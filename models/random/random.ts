import { z } from 'zod';
import { tieKey } from '../../src/math/top-k.js';
import type { RecommenderFamily } from '../recommender.js';

const config = z.strictObject({});

/** Numbers below 2²⁴ are exact in float32, so that few scores tie. */
const DISTINCT = 2 ** 24;

/** A score drawn for every pair of user and item: what chance reaches. */
export const random: RecommenderFamily<z.infer<typeof config>> = {
  id: 'random',
  title: 'Random',
  purpose: 'a score drawn for every pair of user and item: what chance reaches',
  source: 'none',
  kind: 'trained',
  config,
  variants: {},
  async train({ data, seed, signal }) {
    signal.throwIfAborted();
    const { itemCount } = data.train;
    return {
      epochs: [],
      recommender: {
        score(users, scores) {
          for (const [row, user] of users.entries()) {
            const rowSeed = tieKey(user, seed);
            for (let item = 0; item < itemCount; item += 1) {
              scores[row * itemCount + item] = (tieKey(item, rowSeed) >>> 8) / DISTINCT;
            }
          }
        },
      },
    };
  },
};
