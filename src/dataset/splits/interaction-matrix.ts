import type { InteractionMatrix } from '../../core/recommend.js';
import type { SplitEvent } from './pairs.js';

/** Pairs as compressed sparse rows; the items of a user in the order of time, those without a time first, then by number. */
export function interactionMatrix(
  pairs: readonly SplitEvent[],
  { userCount, itemCount }: Pick<InteractionMatrix, 'userCount' | 'itemCount'>,
): InteractionMatrix {
  const sorted = [...pairs].sort(byUserAndTime);
  const starts = new Int32Array(userCount + 1);
  for (const { user } of sorted) starts[user + 1] = (starts[user + 1] as number) + 1;
  for (let user = 0; user < userCount; user += 1) {
    starts[user + 1] = (starts[user + 1] as number) + (starts[user] as number);
  }
  return { userCount, itemCount, starts, items: Int32Array.from(sorted, ({ item }) => item) };
}

function byUserAndTime(left: SplitEvent, right: SplitEvent): number {
  if (left.user !== right.user) return left.user - right.user;
  if (left.atMs !== right.atMs) {
    if (left.atMs === undefined) return -1;
    if (right.atMs === undefined) return 1;
    return left.atMs - right.atMs;
  }
  return left.item - right.item;
}
