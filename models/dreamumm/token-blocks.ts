import { webAssembly } from '../../src/math/web-assembly.js';
import { compileDotRows, type DotRowsProgram, LANE_NUMBERS } from './dot-rows-program.js';
import type { TokenGroups } from './token-groups.js';

const FLOAT_BYTES = 4;
/** Rows that are skipped or compared together. */
const ROWS_PER_BLOCK = 64;
/** Share of ‖x‖ · ‖q‖ by which a float32 inner product of any width in use can be off. */
const FLOAT_SLACK = 1e-4;
/** Rows between two turns of the event loop: a few milliseconds. */
const ROWS_PER_TURN = 8192;
const GROUPS_PER_TURN = 32;

/** A run of places whose rows belong to one group and lie about equally far from its centre. */
interface Block {
  readonly group: number;
  readonly start: number;
  readonly end: number;
  /** Least and largest ⟨x, u⟩ of its rows with the unit centre u. */
  readonly leastAlong: number;
  readonly mostAlong: number;
  /** Largest ‖x − ⟨x, u⟩ u‖ */
  readonly mostAcross: number;
  /** Largest ‖x‖ */
  readonly mostLength: number;
}

/**
 * What an inner product with the rows of a block can be at most: with x = a u + x⊥ and q = b u + q⊥ it is
 * a b + ⟨x⊥, q⊥⟩ ≤ a b + ‖x⊥‖ ‖q⊥‖ by Cauchy–Schwarz.
 */
export class TokenBlocks {
  readonly count: number;
  /** [count] each: places of a block */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** [rows] row of each place */
  readonly rowOf: Int32Array;
  /** [count] each: facts of a block */
  readonly #groups: Int32Array;
  readonly #leastAlong: Float64Array;
  readonly #mostAlong: Float64Array;
  readonly #mostAcross: Float64Array;
  readonly #mostLength: Float64Array;
  readonly #query: Float32Array;
  readonly #products: Float32Array;
  readonly #centresEnd: number;
  readonly #program: DotRowsProgram;
  /** [groups] scratch */
  readonly #across: Float64Array;
  /** [count] scratch */
  readonly #bounds: Float64Array;

  static async of(
    groups: TokenGroups,
    options: { readonly token: (row: number) => Float32Array; readonly pause: () => Promise<void> },
  ): Promise<TokenBlocks> {
    return new TokenBlocks(groups.centres, await blocksOf(groups, options));
  }

  private constructor(centres: readonly Float32Array[], { blocks, rowOf }: PlacedBlocks) {
    const dimension = (centres[0] as Float32Array).length;
    const stride = Math.ceil(dimension / LANE_NUMBERS) * LANE_NUMBERS;
    const numbers = (centres.length + 1) * stride + centres.length;
    const memory = webAssembly().memory(numbers * FLOAT_BYTES);
    const values = new Float32Array(memory.buffer, 0, numbers);
    for (const [at, centre] of centres.entries()) values.set(centre, at * stride);
    this.#centresEnd = centres.length * stride * FLOAT_BYTES;
    this.#query = values.subarray(centres.length * stride, (centres.length + 1) * stride);
    this.#products = values.subarray((centres.length + 1) * stride);
    this.#program = compileDotRows(memory);
    this.#groups = Int32Array.from(blocks, ({ group }) => group);
    this.#leastAlong = Float64Array.from(blocks, ({ leastAlong }) => leastAlong);
    this.#mostAlong = Float64Array.from(blocks, ({ mostAlong }) => mostAlong);
    this.#mostAcross = Float64Array.from(blocks, ({ mostAcross }) => mostAcross);
    this.#mostLength = Float64Array.from(blocks, ({ mostLength }) => mostLength);
    this.#across = new Float64Array(centres.length);
    this.rowOf = rowOf;
    this.count = blocks.length;
    this.starts = Int32Array.from(blocks, ({ start }) => start);
    this.ends = Int32Array.from(blocks, ({ end }) => end);
    this.#bounds = new Float64Array(blocks.length);
  }

  /** The most that an inner product with a row of each block can be: [count], a view that the next call overwrites */
  bounds(vector: Float32Array): Float64Array {
    this.#query.set(vector);
    const queryEnd = this.#centresEnd + this.#query.byteLength;
    const query = this.#centresEnd;
    this.#program({ rows: 0, rowsEnd: this.#centresEnd, query, queryEnd, products: queryEnd });
    let squares = 0;
    for (let index = 0; index < vector.length; index += 1) squares += (vector[index] as number) ** 2;
    const off = FLOAT_SLACK * Math.sqrt(squares);
    const across = this.#across;
    for (let group = 0; group < across.length; group += 1) {
      const along = this.#products[group] as number;
      across[group] = Math.sqrt(Math.max(0, squares - along * along) + 2 * FLOAT_SLACK * squares);
    }
    for (let at = 0; at < this.count; at += 1) {
      const group = this.#groups[at] as number;
      const along = this.#products[group] as number;
      const most = along * ((along > 0 ? this.#mostAlong[at] : this.#leastAlong[at]) as number);
      const aside = (this.#mostAcross[at] as number) * (across[group] as number);
      this.#bounds[at] = most + aside + off * (this.#mostLength[at] as number);
    }
    return this.#bounds;
  }
}

interface PlacedBlocks {
  readonly blocks: readonly Block[];
  /** [rows] row of each place */
  readonly rowOf: Int32Array;
}

interface PlacedRow {
  readonly row: number;
  readonly along: number;
  readonly across: number;
  readonly length: number;
}

/** Rows of a group from its centre outwards, so that one that lies far off spoils the last block alone. */
async function blocksOf(
  { centres, groupOf }: TokenGroups,
  { token, pause }: { readonly token: (row: number) => Float32Array; readonly pause: () => Promise<void> },
): Promise<PlacedBlocks> {
  const members: PlacedRow[][] = centres.map(() => []);
  for (const [row, group] of groupOf.entries()) {
    members[group]?.push(placed(row, token(row), centres[group] as Float32Array));
    if (row % ROWS_PER_TURN === ROWS_PER_TURN - 1) await pause();
  }
  const rowOf = new Int32Array(groupOf.length);
  const blocks: Block[] = [];
  let place = 0;
  for (const [group, rows] of members.entries()) {
    if (group % GROUPS_PER_TURN === GROUPS_PER_TURN - 1) await pause();
    rows.sort((left, right) => left.across - right.across);
    const share = Math.ceil(rows.length / Math.ceil(rows.length / ROWS_PER_BLOCK));
    for (let from = 0; from < rows.length; from += share) {
      const inside = rows.slice(from, from + share);
      blocks.push({ group, start: place, end: place + inside.length, ...extent(inside) });
      for (const { row } of inside) {
        rowOf[place] = row;
        place += 1;
      }
    }
  }
  return { blocks, rowOf };
}

/** A row that is not finite is never found, so it may lie anywhere. */
function placed(row: number, vector: Float32Array, centre: Float32Array): PlacedRow {
  let along = 0;
  let squares = 0;
  for (let index = 0; index < vector.length; index += 1) {
    along += (vector[index] as number) * (centre[index] as number);
    squares += (vector[index] as number) ** 2;
  }
  if (!Number.isFinite(squares)) return { row, along: 0, across: 0, length: 0 };
  return { row, along, across: Math.sqrt(Math.max(0, squares - along * along)), length: Math.sqrt(squares) };
}

function extent(rows: readonly PlacedRow[]) {
  let leastAlong = Number.POSITIVE_INFINITY;
  let mostAlong = Number.NEGATIVE_INFINITY;
  let mostAcross = 0;
  let mostLength = 0;
  for (const { along, across, length } of rows) {
    leastAlong = Math.min(leastAlong, along);
    mostAlong = Math.max(mostAlong, along);
    mostAcross = Math.max(mostAcross, across);
    mostLength = Math.max(mostLength, length);
  }
  return { leastAlong, mostAlong, mostAcross, mostLength };
}
