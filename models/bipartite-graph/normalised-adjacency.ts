import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { SparseMatrix } from '../../src/tensor/sparse-product.js';
import { itemDegrees, userDegrees } from './degrees.js';

/**
 * D^-½ A D^-½ of the graph of users and items, without self-loops (He et al. 2020, eq. 3): entry (u, i) is
 * 1 / √(|N_u| |N_i|). Symmetric, so that it is its own transpose. Rows and columns: users, then items.
 * A user or item without an edge has an empty row.
 */
export function normalisedAdjacency(train: InteractionMatrix): SparseMatrix {
  const { userCount, itemCount } = train;
  const nodes = userCount + itemCount;
  const users = userDegrees(train);
  const items = itemDegrees(train);
  const rowStarts = new Int32Array(nodes + 1);
  rowStarts.set(train.starts);
  for (let item = 0; item < itemCount; item += 1) {
    rowStarts[userCount + item + 1] = (rowStarts[userCount + item] as number) + (items[item] as number);
  }
  const columns = new Int32Array(2 * train.items.length);
  const values = new Float32Array(columns.length);
  const next = rowStarts.slice(userCount, nodes);
  for (let user = 0; user < userCount; user += 1) {
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      const item = train.items[at] as number;
      const back = next[item] as number;
      next[item] = back + 1;
      columns[at] = userCount + item;
      columns[back] = user;
      const value = 1 / Math.sqrt((users[user] as number) * (items[item] as number));
      values[at] = value;
      values[back] = value;
    }
  }
  return { rows: nodes, columnCount: nodes, rowStarts, columns, values };
}
