import type { InteractionMatrix } from '../../src/core/recommend.js';

/** The interactions of the users that are learned from; all others have none here. */
export function trainedInteractions(
  train: InteractionMatrix,
  limits: {
    /** Users with fewer items are left out. */
    readonly leastTrainedItems: number;
    /** Users with more items are left out; 0 is no limit. */
    readonly mostTrainedItems: number;
  },
): InteractionMatrix {
  const { leastTrainedItems, mostTrainedItems } = limits;
  const most = mostTrainedItems === 0 ? Number.POSITIVE_INFINITY : mostTrainedItems;
  const starts = new Int32Array(train.userCount + 1);
  const items = new Int32Array(train.items.length);
  let filled = 0;
  for (let user = 0; user < train.userCount; user += 1) {
    const own = train.items.subarray(train.starts[user], train.starts[user + 1]);
    if (own.length >= leastTrainedItems && own.length <= most) {
      items.set(own, filled);
      filled += own.length;
    }
    starts[user + 1] = filled;
  }
  return { ...train, starts, items: items.slice(0, filled) };
}
