import type { Rankings } from './rank-users.js';

/** In how many of the lists each item stands among the first `cutoff`. @returns [itemCount] */
export function itemExposure(options: {
  readonly rankings: Rankings;
  readonly itemCount: number;
  readonly cutoff: number;
}): Float64Array {
  const { rankings, itemCount, cutoff } = options;
  const { items, depth } = rankings;
  const exposure = new Float64Array(itemCount);
  for (let row = 0; row < rankings.users.length; row += 1) {
    const end = row * depth + Math.min(cutoff, depth);
    for (let position = row * depth; position < end; position += 1) {
      const item = items[position] as number;
      if (item >= 0) exposure[item] = (exposure[item] as number) + 1;
    }
  }
  return exposure;
}
