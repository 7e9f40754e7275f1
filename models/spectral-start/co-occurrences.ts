import type { InteractionMatrix } from '../../src/core/recommend.js';
import { itemDegrees } from '../bipartite-graph/degrees.js';
import { usersOfItems } from '../bipartite-graph/users-of-items.js';

/** How many users each two different items have in common, C = RᵀR without its diagonal; never written out. */
export interface CoOccurrences {
  /** [itemCount] */
  readonly rowSums: Float64Array;
  /** Adds C · block to `product`; both [itemCount, columns]. */
  multiply(block: Float64Array, product: Float64Array, columns: number): void;
  /** Mean of `value` over every two items that have a user in common; 0 when there are none. */
  meanOver(value: (left: number, right: number) => number): number;
}

export function coOccurrences(train: InteractionMatrix): CoOccurrences {
  const degrees = itemDegrees(train);
  const rowSums = new Float64Array(train.itemCount);
  for (let user = 0; user < train.userCount; user += 1) {
    const own = train.items.subarray(train.starts[user], train.starts[user + 1]);
    for (const item of own) rowSums[item] = (rowSums[item] as number) + own.length - 1;
  }
  return {
    rowSums,
    multiply(block, product, columns) {
      const sum = new Float64Array(columns);
      for (let user = 0; user < train.userCount; user += 1) {
        const own = train.items.subarray(train.starts[user], train.starts[user + 1]);
        if (own.length < 2) continue;
        sum.fill(0);
        for (const item of own) {
          for (let at = 0; at < columns; at += 1) {
            sum[at] = (sum[at] as number) + (block[item * columns + at] as number);
          }
        }
        for (const item of own) {
          for (let at = 0; at < columns; at += 1) {
            const place = item * columns + at;
            product[place] = (product[place] as number) + (sum[at] as number) - (block[place] as number);
          }
        }
      }
    },
    meanOver(value) {
      const { starts, users } = usersOfItems(train);
      const seenFrom = new Int32Array(train.itemCount).fill(-1);
      let total = 0;
      let count = 0;
      for (let left = 0; left < train.itemCount; left += 1) {
        if (degrees[left] === 0) continue;
        for (const user of users.subarray(starts[left], starts[left + 1])) {
          for (const right of train.items.subarray(train.starts[user], train.starts[user + 1])) {
            if (right <= left || seenFrom[right] === left) continue;
            seenFrom[right] = left;
            total += value(left, right);
            count += 1;
          }
        }
      }
      return count === 0 ? 0 : total / count;
    },
  };
}
