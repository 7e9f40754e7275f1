import type { InteractionMatrix } from '../../src/core/recommend.js';

/** Item numbers of several sequences one after the other: those of row r are items[starts[r]] … items[starts[r + 1] − 1]. */
export interface Histories {
  /** [rows + 1] ascending, from 0 */
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export interface HistoryOptions {
  readonly train: InteractionMatrix;
  /** [rows] */
  readonly users: Int32Array;
  /** [rows] item that row must not see; absent: nothing is hidden. */
  readonly hidden?: Int32Array | undefined;
  /** Most items of a row. */
  readonly length: number;
  /** Where in its stride each sampled item is taken, 0 … below 1; called once a row that is longer than `length`. */
  readonly offset: () => number;
}

/**
 * The behaviour sequences s_u of section 4.4.1. A user with more than `length` items keeps `length` of them at equal
 * distances, from a random start while training: all items get their turn, and no step costs more than the paper's
 * fixed-length sequence.
 */
export function userHistories(options: HistoryOptions): Histories {
  const { train, users, hidden, length, offset } = options;
  const starts = new Int32Array(users.length + 1);
  const items = new Int32Array(entriesAtMost(train, users, length));
  let filled = 0;
  for (let row = 0; row < users.length; row += 1) {
    const user = users[row] as number;
    const first = train.starts[user] as number;
    const count = (train.starts[user + 1] as number) - first;
    const taken = Math.min(count, length);
    const stride = count / taken;
    const from = count > length ? offset() * stride : 0;
    const without = hidden?.[row] ?? -1;
    for (let step = 0; step < taken; step += 1) {
      const item = train.items[first + Math.floor(from + step * stride)] as number;
      if (item === without) continue;
      items[filled] = item;
      filled += 1;
    }
    starts[row + 1] = filled;
  }
  return { starts, items: items.subarray(0, filled) };
}

function entriesAtMost(train: InteractionMatrix, users: Int32Array, length: number): number {
  let entries = 0;
  for (const user of users) {
    const count = (train.starts[user + 1] as number) - (train.starts[user] as number);
    entries += Math.min(count, length);
  }
  return entries;
}

/** The same sequences without the items whose flag in `present` is 0. */
export function presentHistories(histories: Histories, present: ArrayLike<number>): Histories {
  const starts = new Int32Array(histories.starts.length);
  const items = new Int32Array(histories.items.length);
  let filled = 0;
  for (let row = 0; row + 1 < starts.length; row += 1) {
    for (let at = histories.starts[row] as number; at < (histories.starts[row + 1] as number); at += 1) {
      const item = histories.items[at] as number;
      if (present[item] === 0) continue;
      items[filled] = item;
      filled += 1;
    }
    starts[row + 1] = filled;
  }
  return { starts, items: items.subarray(0, filled) };
}
