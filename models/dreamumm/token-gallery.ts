import { VidtokenError } from '../../src/core/errors.js';
import { topK } from '../../src/math/top-k.js';
import { allFinite, dot } from '../../src/math/vector.js';
import { webAssembly } from '../../src/math/web-assembly.js';
import { compileDotRows, type DotRowsProgram, LANE_NUMBERS } from './dot-rows-program.js';
import { TokenScreen } from './token-screen.js';

const FLOAT_BYTES = 4;
/** What a 32-bit WebAssembly memory can hold. */
const MAXIMUM_BYTES = 65_535 * 65_536;

/**
 * Tokens of many videos, laid out for scanning. Results are exact, there is no index: `nearest` screens with one byte a
 * number and compares in full what can still be among the best. Owns its memory, 4 bytes a number and 1 more after the
 * first `nearest`; let it be collected when it is no longer used.
 */
export class TokenGallery {
  readonly count: number;
  readonly dimension: number;
  /** [count] 1 where the token is finite and not zero; the others are never found. */
  readonly usable: Uint8Array;
  /** [count] 1 − usable */
  readonly #unusable: Uint8Array;
  readonly #stride: number;
  readonly #tokens: Float32Array;
  readonly #query: Float32Array;
  readonly #products: Float32Array;
  readonly #program: DotRowsProgram;
  /** Made with the first search. */
  #screen: TokenScreen | undefined;

  /**
   * @param options.tokens [count][dimension], copied
   * @throws VidtokenError `invalid-value` when a token has another width, or they are too many for one memory (4 GB)
   */
  constructor(options: { readonly dimension: number; readonly tokens: readonly Float32Array[] }) {
    const { dimension, tokens } = options;
    this.count = tokens.length;
    this.dimension = dimension;
    this.#stride = Math.ceil(dimension / LANE_NUMBERS) * LANE_NUMBERS;
    const numbers = (this.count + 1) * this.#stride + this.count;
    if (numbers * FLOAT_BYTES > MAXIMUM_BYTES) throw tooMany(this.count, dimension);
    const memory = webAssembly().memory(numbers * FLOAT_BYTES);
    const values = new Float32Array(memory.buffer, 0, numbers);
    const queryAt = this.count * this.#stride;
    this.#tokens = values.subarray(0, queryAt);
    this.#query = values.subarray(queryAt, queryAt + this.#stride);
    this.#products = values.subarray(queryAt + this.#stride);
    this.#program = compileDotRows(memory);
    this.usable = new Uint8Array(this.count);
    this.#unusable = new Uint8Array(this.count).fill(1);
    for (const [row, token] of tokens.entries()) {
      if (token.length !== dimension) throw wrongWidth(token.length, dimension);
      this.#tokens.set(token, row * this.#stride);
      if (!allFinite(token) || dot(token, token) === 0) continue;
      this.usable[row] = 1;
      this.#unusable[row] = 0;
    }
  }

  /** The token of a row, a view: [dimension] */
  token(row: number): Float32Array {
    return this.#tokens.subarray(row * this.#stride, row * this.#stride + this.dimension);
  }

  /** Inner product with every token, [count]. @param vector [dimension] */
  products(vector: Float32Array): Float32Array {
    if (vector.length !== this.dimension) throw wrongWidth(vector.length, this.dimension);
    this.#query.set(vector);
    const rowsEnd = this.#tokens.byteLength;
    const queryEnd = rowsEnd + this.#query.byteLength;
    this.#program({ rows: 0, rowsEnd, query: rowsEnd, queryEnd, products: queryEnd });
    return this.#products.slice();
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
    const { vector, limit, tieSeed } = options;
    if (vector.length !== this.dimension) throw wrongWidth(vector.length, this.dimension);
    const excluded = this.#unusable.slice();
    for (const row of options.exclude ?? []) excluded[row] = 1;
    this.#screen ??= new TokenScreen({
      count: this.count,
      dimension: this.dimension,
      token: (row) => this.token(row),
    });
    const contenders = this.#screen.contenders({ vector, limit, excluded });
    this.#query.set(vector);
    const rowsEnd = this.#tokens.byteLength;
    const queryEnd = rowsEnd + this.#query.byteLength;
    const rowBytes = this.#stride * FLOAT_BYTES;
    const scores = this.#products;
    for (const row of contenders) {
      const place = { rows: row * rowBytes, rowsEnd: (row + 1) * rowBytes };
      const products = queryEnd + row * FLOAT_BYTES;
      this.#program({ ...place, query: rowsEnd, queryEnd, products });
    }
    return topK({ scores, candidates: contenders, count: limit, tieSeed }).map((row) => ({
      row,
      score: scores[row] as number,
    }));
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
