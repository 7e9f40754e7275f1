import type { InteractionMatrix } from '../core/recommend.js';

/** Users with at least one item, ascending: those who can be evaluated. */
export function usersWithItems({ starts, userCount }: InteractionMatrix): Int32Array {
  const users: number[] = [];
  for (let user = 0; user < userCount; user += 1) {
    if ((starts[user + 1] as number) > (starts[user] as number)) users.push(user);
  }
  return Int32Array.from(users);
}
