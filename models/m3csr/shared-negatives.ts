import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import type { PairBatch } from '../pairwise/pairwise-model.js';

/** Negatives that all pairs of a step have in common. */
export interface SharedNegatives {
  /** [n] different items */
  readonly items: Int32Array;
  /** [pairs · n] 0 where the user of the pair has the item, else 1 */
  readonly allowed: Float32Array;
}

/** Draws `count` different items uniformly; all of them when there are fewer. */
export function sharedNegatives(options: {
  readonly train: InteractionMatrix;
  readonly users: PairBatch['users'];
  readonly count: number;
  readonly random: Random;
}): SharedNegatives {
  const { train, users, random } = options;
  const count = Math.min(options.count, train.itemCount);
  const placeOf = new Int32Array(train.itemCount).fill(-1);
  const items = new Int32Array(count);
  for (let place = 0; place < count; ) {
    const item = random.below(train.itemCount);
    if ((placeOf[item] as number) >= 0) continue;
    placeOf[item] = place;
    items[place] = item;
    place += 1;
  }
  const allowed = new Float32Array(users.length * count).fill(1);
  for (const [pair, user] of users.entries()) {
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      const place = placeOf[train.items[at] as number] as number;
      if (place >= 0) allowed[pair * count + place] = 0;
    }
  }
  return { items, allowed };
}
