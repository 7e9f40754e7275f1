import type { PairBatch } from '../pairwise/pairwise-model.js';

/** Rows of the user tower that a batch of pairs needs. */
export interface TowerRows {
  /** [rows] */
  readonly users: Int32Array;
  /** [rows] item that the row must not see */
  readonly hidden?: Int32Array;
  /** [pairs] row of each pair */
  readonly rowOfPair: Int32Array;
}

/** Each user of the batch once; with leave-one-out each pair by itself, because it hides another item. */
export function towerRows(
  { users, positives }: Pick<PairBatch, 'users' | 'positives'>,
  options: { readonly leaveOneOut: boolean },
): TowerRows {
  if (options.leaveOneOut) {
    return { users, hidden: positives, rowOfPair: Int32Array.from(users.keys()) };
  }
  const rowOf = new Map<number, number>();
  const rowOfPair = users.map((user) => {
    const row = rowOf.get(user) ?? rowOf.size;
    rowOf.set(user, row);
    return row;
  });
  return { users: Int32Array.from(rowOf.keys()), rowOfPair };
}
