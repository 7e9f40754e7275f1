/** Keeps the best few of a row of similarities in memory that is used again for the next row. */
export class BestNeighbours {
  /** [count] best first, −1 beyond the last */
  readonly items: Int32Array;
  /** [count] */
  readonly similarities: Float32Array;
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    this.items = new Int32Array(count);
    this.similarities = new Float32Array(count);
  }

  /** Selects among all items but `self` those above 0; of equal ones the smaller number comes first. */
  select(row: Float32Array, self: number): void {
    const { items, similarities } = this;
    const last = this.#count - 1;
    items.fill(-1);
    similarities.fill(0);
    let limit = 0;
    for (let item = 0; item < row.length; item += 1) {
      const similarity = row[item] as number;
      if (!(similarity > limit) || item === self) continue;
      let place = last;
      while (place > 0 && (similarities[place - 1] as number) < similarity) {
        similarities[place] = similarities[place - 1] as number;
        items[place] = items[place - 1] as number;
        place -= 1;
      }
      similarities[place] = similarity;
      items[place] = item;
      limit = similarities[last] as number;
    }
  }
}
