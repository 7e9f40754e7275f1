/** The different items of a step, numbered in the order in which they appear. */
export interface NumberedItems {
  /** [different items] */
  readonly items: Int32Array;
  /** The lists that were given, in the new numbers. */
  readonly lists: readonly Int32Array[];
}

/** A step encodes each item once, however often histories and pairs name it, and no item that they do not name. */
export function numberItems(itemCount: number, lists: readonly Int32Array[]): NumberedItems {
  const numberOf = new Int32Array(itemCount).fill(-1);
  const items = new Int32Array(
    Math.min(
      itemCount,
      lists.reduce((sum, list) => sum + list.length, 0),
    ),
  );
  let count = 0;
  const renumbered = lists.map((list) =>
    list.map((item) => {
      const known = numberOf[item] as number;
      if (known >= 0) return known;
      numberOf[item] = count;
      items[count] = item;
      count += 1;
      return count - 1;
    }),
  );
  return { items: items.subarray(0, count), lists: renumbered };
}
