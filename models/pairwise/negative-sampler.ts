import type { InteractionMatrix } from '../../src/core/recommend.js';
import { aliasTable } from '../../src/math/alias-table.js';
import type { Random } from '../../src/math/random.js';
import { itemDegrees } from '../bipartite-graph/degrees.js';
import { itemSets } from './item-sets.js';

/** Draws items that a user has not. */
export interface NegativeSampler {
  /** False when the user has every item that could be drawn. */
  hasNegatives(user: number): boolean;
  /** An item the user has not, ∝ (its interactions)^exponent. Only for users with negatives. */
  draw(user: number, random: Random): number;
}

/** Draws in vain before the items that are left are listed instead: a user may have nearly everything that is popular. */
const REJECTIONS = 64;

/** @param exponent 0 draws uniformly; above 0, items without interactions are never drawn */
export function negativeSampler(train: InteractionMatrix, exponent: number): NegativeSampler {
  const weights = Float64Array.from(itemDegrees(train), (degree) => degree ** exponent);
  const drawable = weights.reduce((sum, weight) => sum + Number(weight > 0), 0);
  const sets = itemSets(train);
  const table = drawable === 0 ? undefined : aliasTable(weights);
  return {
    // An item that somebody has is always drawable.
    hasNegatives: (user) => sets.size(user) < drawable,
    draw(user, random) {
      for (let attempt = 0; attempt < REJECTIONS; attempt += 1) {
        const item = table?.draw(random) ?? 0;
        if (!sets.has(user, item)) return item;
      }
      return aliasTable(weights.map((weight, item) => (sets.has(user, item) ? 0 : weight))).draw(random);
    },
  };
}
