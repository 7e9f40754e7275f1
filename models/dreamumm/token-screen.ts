import { webAssembly } from '../../src/math/web-assembly.js';
import { compileDotCodes, type DotCodesProgram, LANE_CODES } from './dot-codes-program.js';

const LARGEST_CODE = 127;
const INT32_BYTES = 4;
/** Share of ‖x‖ · ‖q‖ by which a float32 inner product of any width in use can be off. */
const FLOAT_SLACK = 1e-4;

/** A vector as codes: value ≈ scale · code. */
interface Coded {
  readonly scale: number;
  /** ‖scale · codes‖ */
  readonly length: number;
  /** ‖value − scale · codes‖ */
  readonly error: number;
}

/**
 * Finds the rows that can be among the k of the largest inner product, and drops the others, from one byte a number: a
 * quarter of the memory that an exact scan reads. By Cauchy–Schwarz ⟨x, q⟩ differs from the product of the codes by at
 * most ‖x̂‖ ‖q − q̂‖ + ‖x − x̂‖ ‖q‖, so no row of the true best k is ever dropped.
 */
export class TokenScreen {
  readonly #count: number;
  readonly #codes: Int8Array;
  readonly #query: Int8Array;
  readonly #products: Int32Array;
  readonly #scales: Float32Array;
  readonly #lengths: Float32Array;
  readonly #errors: Float32Array;
  /** [count] scratch: the largest that an inner product can be */
  readonly #upper: Float64Array;
  readonly #program: DotCodesProgram;

  constructor(options: {
    readonly count: number;
    readonly dimension: number;
    readonly token: (row: number) => Float32Array;
  }) {
    const { count, dimension, token } = options;
    const stride = Math.ceil(dimension / LANE_CODES) * LANE_CODES;
    const codeBytes = (count + 1) * stride;
    const memory = webAssembly().memory(codeBytes + count * INT32_BYTES);
    this.#count = count;
    this.#codes = new Int8Array(memory.buffer, 0, count * stride);
    this.#query = new Int8Array(memory.buffer, count * stride, stride);
    this.#products = new Int32Array(memory.buffer, codeBytes, count);
    this.#program = compileDotCodes(memory);
    this.#scales = new Float32Array(count);
    this.#lengths = new Float32Array(count);
    this.#errors = new Float32Array(count);
    this.#upper = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      const codes = this.#codes.subarray(row * stride, (row + 1) * stride);
      const { scale, length, error } = encode(token(row), codes);
      this.#scales[row] = scale;
      this.#lengths[row] = length;
      this.#errors[row] = error;
    }
  }

  /**
   * @param options.excluded [count] 1 for rows that do not take part
   * @returns the rows whose inner product can be among the largest `limit`, ascending
   */
  contenders(options: {
    readonly vector: Float32Array;
    readonly limit: number;
    readonly excluded: Uint8Array;
  }): number[] {
    const { vector, limit, excluded } = options;
    const query = encode(vector, this.#query);
    const rowsEnd = this.#codes.byteLength;
    const queryEnd = rowsEnd + this.#query.byteLength;
    this.#program({ rows: 0, rowsEnd, query: rowsEnd, queryEnd, products: queryEnd });
    const length = query.length + query.error;
    // What each unit of ‖x̂‖ and of ‖x − x̂‖ can add.
    const perLength = query.error + FLOAT_SLACK * length;
    const perError = length + FLOAT_SLACK * length;
    const upper = this.#upper;
    const best = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
    let least = limit === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.#count; row += 1) {
      const slack = (this.#lengths[row] as number) * perLength + (this.#errors[row] as number) * perError;
      const near = (this.#products[row] as number) * (this.#scales[row] as number) * query.scale;
      upper[row] = near + slack;
      if (near - slack > least && excluded[row] === 0) {
        replaceLeast(best, near - slack);
        least = best[0] as number;
      }
    }
    const found: number[] = [];
    for (let row = 0; row < this.#count; row += 1) {
      if ((upper[row] as number) >= least && excluded[row] === 0) found.push(row);
    }
    return found;
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

/** Writes ±127 codes of a vector; one that is not finite becomes zeros. */
function encode(vector: Float32Array, codes: Int8Array): Coded {
  let largest = 0;
  for (let index = 0; index < vector.length; index += 1) {
    const size = Math.abs(vector[index] as number);
    if (!(size <= Number.MAX_VALUE)) return zeroCodes(codes);
    if (size > largest) largest = size;
  }
  if (largest === 0) return zeroCodes(codes);
  const scale = largest / LARGEST_CODE;
  let length = 0;
  let error = 0;
  for (let index = 0; index < vector.length; index += 1) {
    const value = vector[index] as number;
    const code = Math.round(value / scale);
    codes[index] = code;
    length += (scale * code) ** 2;
    error += (value - scale * code) ** 2;
  }
  return { scale, length: Math.sqrt(length), error: Math.sqrt(error) };
}

function zeroCodes(codes: Int8Array): Coded {
  codes.fill(0);
  return { scale: 0, length: 0, error: 0 };
}
