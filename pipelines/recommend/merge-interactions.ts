import type { InteractionMatrix } from '../../src/core/recommend.js';

/** All parts as one: the items of a user in the order of the parts, none twice. All parts have the same users and items. */
export function mergeInteractions(
  first: InteractionMatrix,
  ...others: readonly InteractionMatrix[]
): InteractionMatrix {
  const { userCount, itemCount } = first;
  const starts = new Int32Array(userCount + 1);
  const items: number[] = [];
  for (let user = 0; user < userCount; user += 1) {
    const own = new Set<number>();
    for (const part of [first, ...others]) {
      for (const item of part.items.subarray(part.starts[user], part.starts[user + 1])) own.add(item);
    }
    items.push(...own);
    starts[user + 1] = items.length;
  }
  return { userCount, itemCount, starts, items: Int32Array.from(items) };
}
