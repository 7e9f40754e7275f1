import { topK } from '../../src/math/top-k.js';
import { CodeTable } from './code-table.js';
import { ScreenPass } from './screen-pass.js';
import type { TokenBlocks } from './token-blocks.js';

/** Share of ‖x‖ · ‖q‖ by which a float32 inner product of any width in use can be off. */
const FLOAT_SLACK = 1e-4;
/** Blocks that are compared first, so that most of the others need not be. */
const FIRST_BLOCKS = 8;

interface ScreenOptions {
  readonly capacity: number;
  readonly dimension: number;
  /** Rows that lie in blocks, in the order of their places; rows that are added later lie behind them. */
  readonly blocks?: TokenBlocks;
}

interface ScreenQuery {
  readonly vector: Float32Array;
  readonly limit: number;
  /** [rows] 1 for those that do not take part */
  readonly excluded: Uint8Array;
  /** By how much each inner product may be smaller than it should be. */
  readonly slack: number;
}

/**
 * Finds the rows that can be among the k of the largest inner product, and drops the others: whole blocks by their
 * bounds, then rows by codes of one byte a number. By Cauchy–Schwarz ⟨x, q⟩ differs from the product of the codes by at
 * most ‖x̂‖ ‖q − q̂‖ + ‖x − x̂‖ ‖q‖, so no row of the true best k is ever dropped.
 */
export class TokenScreen {
  /** In the order of the places. */
  readonly codes: CodeTable;
  readonly #blocks: TokenBlocks | undefined;
  /** [capacity] row of each place */
  readonly #rowOf: Int32Array;
  #count = 0;

  constructor({ capacity, dimension, blocks }: ScreenOptions) {
    this.codes = new CodeTable({ rows: capacity, dimension });
    this.#blocks = blocks;
    this.#rowOf = Int32Array.from({ length: capacity }, (_, place) => place);
    if (blocks !== undefined) this.#rowOf.set(blocks.rowOf);
  }

  /** Places that are filled. */
  get count(): number {
    return this.#count;
  }

  /** Row that belongs to the next place. */
  get nextRow(): number {
    return this.#rowOf[this.#count] as number;
  }

  add(token: Float32Array): void {
    this.codes.write(this.#count, token);
    this.#count += 1;
  }

  /** @returns the rows whose inner product can be among the largest `limit`, in no order */
  contenders({ vector, limit, excluded, slack }: ScreenQuery): number[] {
    if (limit < 1) return [];
    const { codes } = this;
    const rowOf = this.#rowOf;
    const query = codes.setQuery(vector);
    const length = query.length + query.error;
    const pass = new ScreenPass({
      codes,
      rowOf,
      excluded,
      slack,
      limit,
      // What each unit of ‖x̂‖ and of ‖x − x̂‖ can add.
      weights: {
        queryScale: query.scale,
        perLength: query.error + FLOAT_SLACK * length,
        perError: length + FLOAT_SLACK * length,
      },
    });
    const blocks = this.#blocks;
    pass.compare(blocks?.rowOf.length ?? 0, this.#count);
    if (blocks !== undefined) compareBlocks(pass, blocks, vector);
    return pass.rows();
  }
}

function compareBlocks(pass: ScreenPass, blocks: TokenBlocks, vector: Float32Array): void {
  const { starts, ends } = blocks;
  const bounds = blocks.bounds(vector);
  for (const block of topK({ scores: bounds, count: FIRST_BLOCKS, tieSeed: 0 })) {
    pass.compare(starts[block] as number, ends[block] as number);
    bounds[block] = Number.NEGATIVE_INFINITY;
  }
  for (let block = 0; block < blocks.count; block += 1) {
    const bound = bounds[block] as number;
    if (bound < pass.floor || bound === Number.NEGATIVE_INFINITY) continue;
    pass.compare(starts[block] as number, ends[block] as number);
  }
}
