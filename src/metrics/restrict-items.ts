import type { InteractionMatrix } from '../core/recommend.js';

/** The same users with only some of their items. @param keep [itemCount] 1 for the items that stay */
export function restrictItems(matrix: InteractionMatrix, keep: ArrayLike<number>): InteractionMatrix {
  const starts = new Int32Array(matrix.userCount + 1);
  const items: number[] = [];
  for (let user = 0; user < matrix.userCount; user += 1) {
    const end = matrix.starts[user + 1] as number;
    for (let position = matrix.starts[user] as number; position < end; position += 1) {
      const item = matrix.items[position] as number;
      if (keep[item] === 1) items.push(item);
    }
    starts[user + 1] = items.length;
  }
  return { ...matrix, starts, items: Int32Array.from(items) };
}
