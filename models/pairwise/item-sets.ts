import type { InteractionMatrix } from '../../src/core/recommend.js';

/** Which items each user has, to be asked often. */
export interface ItemSets {
  size(user: number): number;
  has(user: number, item: number): boolean;
}

/** Binary search in sorted copies of the rows: as much memory as the interactions, unlike a bitmap. */
export function itemSets({ userCount, starts, items }: InteractionMatrix): ItemSets {
  const sorted = items.slice();
  for (let user = 0; user < userCount; user += 1) sorted.subarray(starts[user], starts[user + 1]).sort();
  return {
    size: (user) => (starts[user + 1] as number) - (starts[user] as number),
    has(user, item) {
      let low = starts[user] as number;
      let high = starts[user + 1] as number;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] as number) < item) low = middle + 1;
        else high = middle;
      }
      return low < (starts[user + 1] as number) && sorted[low] === item;
    },
  };
}
