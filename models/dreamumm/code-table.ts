import { webAssembly } from '../../src/math/web-assembly.js';
import { compileDotCodes, type DotCodesProgram, FACT_BYTES, LANE_CODES } from './dot-codes-program.js';

const LARGEST_CODE = 127;
const RESULT_BYTES = 4;
const FACTS = 3;
const QUERY_BYTES = 2;

/** What a vector lost when it became codes: value ≈ scale · code. */
interface Coded {
  readonly scale: number;
  /** ‖scale · codes‖ */
  readonly length: number;
  /** ‖value − scale · codes‖ */
  readonly error: number;
}

/** What a query made of a row: see `CodeTable.multiply`. */
export interface ProductWeights {
  /** Scale of the query. */
  readonly queryScale: number;
  /** Added for each unit of ‖scale · codes‖ of a row, and of its error. */
  readonly perLength: number;
  readonly perError: number;
}

/** Vectors as one byte a number, and their products with a query: a quarter of the memory that an exact scan reads. */
export class CodeTable {
  /** [rows] where `multiply` last wrote it */
  readonly results: Float32Array;
  /** [rows][3] scale, length and error, see `Coded` */
  readonly #facts: Float32Array;
  readonly #stride: number;
  readonly #codes: Int8Array;
  readonly #query: Int16Array;
  readonly #draft: Int8Array;
  readonly #program: DotCodesProgram;

  constructor({ rows, dimension }: { readonly rows: number; readonly dimension: number }) {
    const stride = Math.ceil(dimension / LANE_CODES) * LANE_CODES;
    const queryAt = rows * stride;
    const factsAt = queryAt + stride * QUERY_BYTES;
    const resultsAt = factsAt + rows * FACT_BYTES;
    const memory = webAssembly().memory(resultsAt + rows * RESULT_BYTES);
    this.#stride = stride;
    this.#codes = new Int8Array(memory.buffer, 0, queryAt);
    this.#query = new Int16Array(memory.buffer, queryAt, stride);
    this.#facts = new Float32Array(memory.buffer, factsAt, rows * FACTS);
    this.#draft = new Int8Array(stride);
    this.results = new Float32Array(memory.buffer, resultsAt, rows);
    this.#program = compileDotCodes(memory);
  }

  /** ‖scale · codes‖ of a row */
  lengthOf(row: number): number {
    return this.#facts[row * FACTS + 1] as number;
  }

  /** ‖value − scale · codes‖ of a row */
  errorOf(row: number): number {
    return this.#facts[row * FACTS + 2] as number;
  }

  write(row: number, vector: Float32Array): void {
    const { scale, length, error } = encode(vector, this.#codesOf(row));
    this.#facts[row * FACTS] = scale;
    this.#facts[row * FACTS + 1] = length;
    this.#facts[row * FACTS + 2] = error;
  }

  /** Takes a row of another table of the same width as it is. */
  copy(row: number, source: CodeTable, sourceRow: number): void {
    this.#codesOf(row).set(source.#codesOf(sourceRow));
    this.#facts.set(source.#facts.subarray(sourceRow * FACTS, (sourceRow + 1) * FACTS), row * FACTS);
  }

  setQuery(vector: Float32Array): Coded {
    const coded = encode(vector, this.#draft);
    this.#query.set(this.#draft);
    return coded;
  }

  /** The same with a row of another table of the same width. @returns its scale */
  setQueryFrom(source: CodeTable, row: number): number {
    this.#query.set(source.#codesOf(row));
    return source.#facts[row * FACTS] as number;
  }

  /**
   * Writes ⟨x̂, q̂⟩ + ‖x̂‖ · perLength + error · perError for the rows from `start` to before `end`, where x̂ and q̂ are
   * scale · codes of the row and of the query.
   */
  multiply(start: number, end: number, { queryScale, perLength, perError }: ProductWeights): void {
    const query = this.#query.byteOffset;
    this.#program({
      rows: start * this.#stride,
      rowsEnd: end * this.#stride,
      facts: this.#facts.byteOffset + start * FACT_BYTES,
      results: this.results.byteOffset + start * RESULT_BYTES,
      query,
      queryEnd: query + this.#query.byteLength,
      queryScale,
      perLength,
      perError,
    });
  }

  #codesOf(row: number): Int8Array {
    return this.#codes.subarray(row * this.#stride, (row + 1) * this.#stride);
  }
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
  const scale = Math.fround(largest / LARGEST_CODE);
  if (scale === 0) return zeroCodes(codes, vector);
  let length = 0;
  let error = 0;
  for (let index = 0; index < vector.length; index += 1) {
    const value = vector[index] as number;
    const code = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, Math.round(value / scale)));
    codes[index] = code;
    length += (scale * code) ** 2;
    error += (value - scale * code) ** 2;
  }
  return { scale, length: Math.sqrt(length), error: Math.sqrt(error) };
}

/** Nothing of the vector is in the codes. */
function zeroCodes(codes: Int8Array, lost?: Float32Array): Coded {
  codes.fill(0);
  let error = 0;
  for (const value of lost ?? []) error += value * value;
  return { scale: 0, length: 0, error: Math.sqrt(error) };
}
