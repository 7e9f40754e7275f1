import type { CodeTable, ProductWeights } from './code-table.js';

interface ScreenPassOptions {
  readonly codes: CodeTable;
  /** [places] */
  readonly rowOf: Int32Array;
  /** [rows] 1 for those that do not take part */
  readonly excluded: Uint8Array;
  readonly limit: number;
  readonly slack: number;
  /** Such that a result is the most that the inner product of a row can be. */
  readonly weights: ProductWeights;
}

/** One query on its way through the codes: what the best `limit` reach at least, and who can still be among them. */
export class ScreenPass {
  /** Who reaches less is out. */
  floor = Number.NEGATIVE_INFINITY;
  readonly #options: ScreenPassOptions;
  /** [limit] ascending: the largest lower bounds */
  readonly #best: Float64Array;
  readonly #places: number[] = [];

  constructor(options: ScreenPassOptions) {
    this.#options = options;
    this.#best = new Float64Array(options.limit).fill(Number.NEGATIVE_INFINITY);
  }

  /** Takes in the rows at the places from `start` to before `end`. */
  compare(start: number, end: number): void {
    const { codes, rowOf, excluded, slack, weights } = this.#options;
    const { perLength, perError } = weights;
    const { results } = codes;
    codes.multiply(start, end, weights);
    let { floor } = this;
    for (let place = start; place < end; place += 1) {
      const most = results[place] as number;
      if (most < floor || excluded[rowOf[place] as number] !== 0) continue;
      this.#places.push(place);
      const off = codes.lengthOf(place) * perLength + codes.errorOf(place) * perError;
      const least = most - 2 * off - slack;
      if (least <= floor) continue;
      replaceLeast(this.#best, least);
      floor = this.#best[0] as number;
    }
    this.floor = floor;
  }

  /** Rows that can be among the best, of all that were compared. */
  rows(): number[] {
    const { codes, rowOf } = this.#options;
    return this.#places.flatMap((place) =>
      (codes.results[place] as number) >= this.floor ? [rowOf[place] as number] : [],
    );
  }
}

/** Keeps an ascending list of the largest values: drops the least and puts the new one in its place. */
function replaceLeast(ascending: Float64Array, value: number): void {
  let place = 0;
  while (place + 1 < ascending.length && (ascending[place + 1] as number) < value) {
    ascending[place] = ascending[place + 1] as number;
    place += 1;
  }
  ascending[place] = value;
}
