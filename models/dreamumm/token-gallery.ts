import { VidtokenError } from '../../src/core/errors.js';
import { Random } from '../../src/math/random.js';
import { topK } from '../../src/math/top-k.js';
import { allFinite, dot } from '../../src/math/vector.js';
import { webAssembly } from '../../src/math/web-assembly.js';
import { compileDotRows, type DotRowsProgram, LANE_NUMBERS } from './dot-rows-program.js';
import { TokenBlocks } from './token-blocks.js';
import { groupTokens } from './token-groups.js';
import { TokenScreen } from './token-screen.js';

const FLOAT_BYTES = 4;
/** What a 32-bit WebAssembly memory can hold. */
const MAXIMUM_BYTES = 65_535 * 65_536;
/** Rows between two turns of the event loop: a few milliseconds. */
const ROWS_PER_TURN = 2048;
const GROUPING_SEED = 1;

/**
 * Tokens of many videos, laid out for scanning. Results are exact: `nearest` screens with one byte a number and compares
 * in full what can still be among the best; after `organise` it leaves out whole groups that cannot. Owns its memory, 4
 * bytes a number and 1 more after the first `nearest`; let it be collected when it is no longer used.
 */
export class TokenGallery {
  readonly dimension: number;
  readonly #capacity: number;
  /** [capacity] 1 where the token is finite and not zero */
  readonly #isToken: Uint8Array;
  /** [capacity] */
  readonly #usable: Uint8Array;
  /** [capacity] 1 − usable */
  readonly #unusable: Uint8Array;
  readonly #stride: number;
  readonly #tokens: Float32Array;
  readonly #query: Float32Array;
  readonly #products: Float32Array;
  readonly #program: DotRowsProgram;
  #count = 0;
  /** Made with the first search. */
  #screen: TokenScreen | undefined;

  /**
   * @param options.tokens [count][dimension], copied
   * @param options.spare rows that can be appended
   * @throws VidtokenError `invalid-value` when a token has another width, or they are too many for one memory (4 GB)
   */
  constructor(options: {
    readonly dimension: number;
    readonly tokens: readonly Float32Array[];
    readonly spare?: number;
  }) {
    const { dimension, tokens, spare = 0 } = options;
    const capacity = tokens.length + spare;
    this.dimension = dimension;
    this.#capacity = capacity;
    this.#stride = Math.ceil(dimension / LANE_NUMBERS) * LANE_NUMBERS;
    const numbers = (capacity + 1) * this.#stride + capacity;
    if (numbers * FLOAT_BYTES > MAXIMUM_BYTES) throw tooMany(capacity, dimension);
    const memory = webAssembly().memory(numbers * FLOAT_BYTES);
    const values = new Float32Array(memory.buffer, 0, numbers);
    const queryAt = capacity * this.#stride;
    this.#tokens = values.subarray(0, queryAt);
    this.#query = values.subarray(queryAt, queryAt + this.#stride);
    this.#products = values.subarray(queryAt + this.#stride);
    this.#program = compileDotRows(memory);
    this.#isToken = new Uint8Array(capacity);
    this.#usable = new Uint8Array(capacity);
    this.#unusable = new Uint8Array(capacity).fill(1);
    for (const token of tokens) this.show(this.append(token));
  }

  get count(): number {
    return this.#count;
  }

  /** Rows that can still be appended. */
  get room(): number {
    return this.#capacity - this.#count;
  }

  /** [count] 1 where the token is finite, not zero and not hidden; the others are never found. A view. */
  get usable(): Uint8Array {
    return this.#usable.subarray(0, this.#count);
  }

  /**
   * Adds a token that is not found until it is shown. @returns its row
   * @throws VidtokenError `invalid-value` when it has another width, RangeError when there is no room
   */
  append(token: Float32Array): number {
    if (token.length !== this.dimension) throw wrongWidth(token.length, this.dimension);
    if (this.room === 0)
      throw new RangeError(`The gallery holds ${this.#count} tokens and has no room for more.`);
    const row = this.#count;
    this.#tokens.set(token, row * this.#stride);
    this.#isToken[row] = allFinite(token) && dot(token, token) > 0 ? 1 : 0;
    this.#count += 1;
    return row;
  }

  /** From now on the row can be found, when its token can be. */
  show(row: number): void {
    this.#usable[row] = this.#isToken[row] as number;
    this.#unusable[row] = 1 - (this.#isToken[row] as number);
  }

  /** From now on the row is never found. */
  hide(row: number): void {
    this.#usable[row] = 0;
    this.#unusable[row] = 1;
  }

  /** The token of a row, a view: [dimension] */
  token(row: number): Float32Array {
    return this.#tokens.subarray(row * this.#stride, row * this.#stride + this.dimension);
  }

  /** Inner product with every token, [count]. @param vector [dimension] */
  products(vector: Float32Array): Float32Array {
    this.#setQuery(vector);
    this.#multiply(0, this.#count);
    return this.#products.slice(0, this.#count);
  }

  /**
   * The rows of the largest inner product, best first; equal ones in the order of the seed. Fewer come back when fewer
   * are usable and not excluded.
   */
  nearest(options: {
    /** [dimension] */
    readonly vector: Float32Array;
    readonly limit: number;
    /** Rows that must not come back: what the user has seen. */
    readonly exclude?: Iterable<number>;
    readonly tieSeed: number;
  }): { readonly row: number; readonly score: number }[] {
    const { vector, limit, tieSeed, exclude } = options;
    const excluded = exclude === undefined ? undefined : this.#unusable.slice(0, this.#count);
    for (const row of exclude ?? []) if (excluded !== undefined) excluded[row] = 1;
    const rows = this.contenders({ vector, limit, ...(excluded === undefined ? {} : { excluded }) });
    const scores = this.#products;
    return topK({ scores, candidates: rows, count: limit, tieSeed }).map((row) => ({
      row,
      score: scores[row] as number,
    }));
  }

  /** The rows that can be among the `limit` of the largest inner product when each may be off by `slack`; in no order. */
  contenders(options: {
    /** [dimension] */
    readonly vector: Float32Array;
    readonly limit: number;
    /** [rows] 1 for those that must not come back; rows behind its end do not either. */
    readonly excluded?: Uint8Array;
    readonly slack?: number;
  }): number[] {
    const { vector, limit, slack = 0 } = options;
    this.#setQuery(vector);
    const excluded = options.excluded === undefined ? this.#unusable : this.#allExcluded(options.excluded);
    const rows = this.#screened().contenders({ vector, limit, excluded, slack });
    for (const row of rows) this.#multiply(row, row + 1);
    if (rows.length <= limit) return rows;
    const scores = this.#products;
    const last = topK({ scores, candidates: rows, count: limit, tieSeed: 0 }).at(-1);
    const least = last === undefined ? Number.POSITIVE_INFINITY : (scores[last] as number) - slack;
    return rows.filter((row) => (scores[row] as number) >= least);
  }

  /**
   * Puts rows that lie near each other together, which makes `nearest` quicker where tokens form groups. Searches and
   * appending go on meanwhile; what is appended later lies outside of the groups.
   */
  async organise({ pause }: { readonly pause: () => Promise<void> }): Promise<void> {
    const { dimension } = this;
    const token = (row: number): Float32Array => this.token(row);
    const plain = new TokenScreen({ capacity: this.#count, dimension });
    for (const rows = this.#count; plain.count < rows; ) {
      plain.add(token(plain.count));
      if (plain.count % ROWS_PER_TURN === 0) await pause();
    }
    const random = new Random(GROUPING_SEED);
    const groups = await groupTokens({
      rows: plain.count,
      dimension,
      codes: plain.codes,
      token,
      random,
      pause,
    });
    if (groups === undefined) return;
    const blocks = await TokenBlocks.of(groups, { token, pause });
    const screen = new TokenScreen({ capacity: this.#capacity, dimension, blocks });
    while (screen.count < blocks.rowOf.length) {
      screen.add(token(screen.nextRow));
      if (screen.count % ROWS_PER_TURN === 0) await pause();
    }
    this.#screen = screen;
  }

  #allExcluded(excluded: Uint8Array): Uint8Array {
    const all = this.#unusable.slice(0, this.#count);
    for (let row = 0; row < all.length; row += 1) if (excluded[row] !== 0) all[row] = 1;
    return all;
  }

  /** The screen with all rows in it. */
  #screened(): TokenScreen {
    this.#screen ??= new TokenScreen({ capacity: this.#capacity, dimension: this.dimension });
    const screen = this.#screen;
    while (screen.count < this.#count) screen.add(this.token(screen.nextRow));
    return screen;
  }

  #setQuery(vector: Float32Array): void {
    if (vector.length !== this.dimension) throw wrongWidth(vector.length, this.dimension);
    this.#query.set(vector);
  }

  /** Writes the products of the rows from `start` to before `end` with the query. */
  #multiply(start: number, end: number): void {
    const rowBytes = this.#stride * FLOAT_BYTES;
    const query = this.#tokens.byteLength;
    const queryEnd = query + this.#query.byteLength;
    const places = { rows: start * rowBytes, rowsEnd: end * rowBytes, query, queryEnd };
    this.#program({ ...places, products: queryEnd + start * FLOAT_BYTES });
  }
}

function wrongWidth(found: number, expected: number): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `A vector of ${found} numbers was given for tokens of ${expected}.`,
    hint: 'Vectors of two embedding spaces cannot be compared: bring all videos into one with `vidtoken reembed`.',
    facts: { found, expected },
  });
}

function tooMany(count: number, dimension: number): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `${count} tokens of ${dimension} numbers do not fit in one memory of 4 GB.`,
    hint: 'Search them through the vector index of the store instead.',
    facts: { count, dimension },
  });
}
