import type { InteractionMatrix } from '../../src/core/recommend.js';

/** A matrix from the items of each user. */
export function interactions(itemCount: number, users: readonly (readonly number[])[]): InteractionMatrix {
  const starts = new Int32Array(users.length + 1);
  for (const [user, items] of users.entries()) starts[user + 1] = (starts[user] as number) + items.length;
  return { userCount: users.length, itemCount, starts, items: Int32Array.from(users.flat()) };
}
