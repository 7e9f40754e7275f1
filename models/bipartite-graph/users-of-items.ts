import type { InteractionMatrix } from '../../src/core/recommend.js';
import { itemDegrees } from './degrees.js';

/** The other side of the matrix: the users of item i are users[starts[i]] … users[starts[i + 1] − 1], ascending. */
export interface ItemUsers {
  /** [itemCount + 1] */
  readonly starts: Int32Array;
  /** [interactions] */
  readonly users: Int32Array;
}

export function usersOfItems(train: InteractionMatrix): ItemUsers {
  const starts = new Int32Array(train.itemCount + 1);
  for (const [item, degree] of itemDegrees(train).entries())
    starts[item + 1] = (starts[item] as number) + degree;
  const next = starts.slice(0, train.itemCount);
  const users = new Int32Array(train.items.length);
  for (let user = 0; user < train.userCount; user += 1) {
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      const item = train.items[at] as number;
      users[next[item] as number] = user;
      next[item] = (next[item] as number) + 1;
    }
  }
  return { starts, users };
}
