import type { Random } from '../../src/math/random.js';
import { CodeTable } from './code-table.js';

/** Rows of one group lie together; groups of a few hundred rows pay best. */
const ROWS_PER_GROUP = 192;
const MOST_GROUPS = 1024;
/** Rows from which the centres are found. */
const SAMPLE_PER_GROUP = 16;
const PASSES = 3;
/** A seed is drawn by this power of its distance: with the first power a fourth of the groups of tokens get no seed. */
const SEED_POWER = 8;
/** Rows between two turns of the event loop: a few milliseconds. */
const ROWS_PER_TURN = 512;
const PRODUCTS_ALONE = { perLength: 0, perError: 0 };

export interface TokenGroups {
  /** [groups] unit vectors */
  readonly centres: readonly Float32Array[];
  /** [rows] nearest centre by direction */
  readonly groupOf: Int32Array;
}

interface GroupingOptions {
  readonly rows: number;
  readonly dimension: number;
  /** Codes of the rows. */
  readonly codes: CodeTable;
  readonly token: (row: number) => Float32Array;
  readonly random: Random;
  readonly pause: () => Promise<void>;
}

/**
 * Spherical k-means on codes of one byte: centres from a sample (seeded like k-means++, Arthur and Vassilvitskii 2007),
 * then every row joins the centre of the largest product. How good the groups are decides how quick a search is, never
 * what it finds. Undefined for too few rows.
 */
export async function groupTokens(options: GroupingOptions): Promise<TokenGroups | undefined> {
  const { rows, dimension, codes, random, pause } = options;
  const count = Math.min(MOST_GROUPS, Math.floor(rows / ROWS_PER_GROUP));
  if (count < 2) return undefined;
  const sample = sampleOf(rows, count * SAMPLE_PER_GROUP, random);
  const sampleCodes = new CodeTable({ rows: sample.length, dimension });
  for (const [at, row] of sample.entries()) sampleCodes.copy(at, codes, row);
  let centres = (await seeds(sampleCodes, sample, { count, random, pause })).map((row) =>
    unit(options.token(row)),
  );
  const centreCodes = new CodeTable({ rows: count, dimension });
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const [at, centre] of centres.entries()) centreCodes.write(at, centre);
    const nearest = await assign(centreCodes, sampleCodes, { rows: sample.length, count, pause });
    centres = await means(centres, { nearest, sample, token: options.token, pause });
  }
  for (const [at, centre] of centres.entries()) centreCodes.write(at, centre);
  return { centres, groupOf: await assign(centreCodes, codes, { rows, count, pause }) };
}

/** Different rows, all when there are fewer. */
function sampleOf(rows: number, wanted: number, random: Random): number[] {
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const count = Math.min(rows, wanted);
  for (let at = 0; at < count; at += 1) {
    const other = at + random.below(rows - at);
    const kept = all[at] as number;
    all[at] = all[other] as number;
    all[other] = kept;
  }
  return [...all.subarray(0, count)];
}

/** Rows that lie far from each other: each next one with a chance that grows with its distance from those before. */
async function seeds(
  codes: CodeTable,
  sample: readonly number[],
  { count, random, pause }: Pick<GroupingOptions, 'random' | 'pause'> & { readonly count: number },
): Promise<number[]> {
  const distances = new Float64Array(sample.length).fill(1);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const at = drawn(distances, random);
    chosen.push(sample[at] as number);
    const length = codes.lengthOf(at);
    codes.multiply(0, sample.length, { queryScale: codes.setQueryFrom(codes, at), ...PRODUCTS_ALONE });
    for (let other = 0; other < sample.length; other += 1) {
      const lengths = length * codes.lengthOf(other);
      const distance = lengths > 0 ? Math.max(0, 1 - (codes.results[other] as number) / lengths) : 0;
      if (distance < (distances[other] as number)) distances[other] = distance;
    }
    if (chosen.length % 8 === 0) await pause();
  }
  return chosen;
}

function drawn(distances: Float64Array, random: Random): number {
  let total = 0;
  for (const distance of distances) total += distance ** SEED_POWER;
  let rest = random.uniform() * total;
  for (let at = 0; at < distances.length; at += 1) {
    rest -= (distances[at] as number) ** SEED_POWER;
    if (rest < 0) return at;
  }
  return random.below(distances.length);
}

/** The centre of the largest product for every row. */
async function assign(
  centres: CodeTable,
  codes: CodeTable,
  {
    rows,
    count,
    pause,
  }: { readonly rows: number; readonly count: number; readonly pause: () => Promise<void> },
): Promise<Int32Array> {
  const nearest = new Int32Array(rows);
  const { results } = centres;
  for (let row = 0; row < rows; row += 1) {
    if (row % ROWS_PER_TURN === ROWS_PER_TURN - 1) await pause();
    centres.multiply(0, count, { queryScale: centres.setQueryFrom(codes, row), ...PRODUCTS_ALONE });
    let best = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < count; at += 1) {
      const product = results[at] as number;
      if (product <= best) continue;
      best = product;
      nearest[row] = at;
    }
  }
  return nearest;
}

/** Unit means of the members; a centre without members, or whose members cancel out, stays. */
async function means(
  centres: readonly Float32Array[],
  options: Pick<GroupingOptions, 'token' | 'pause'> & {
    readonly nearest: Int32Array;
    readonly sample: readonly number[];
  },
): Promise<Float32Array[]> {
  const sums = centres.map((centre) => new Float64Array(centre.length));
  for (const [at, row] of options.sample.entries()) {
    const sum = sums[options.nearest[at] as number] as Float64Array;
    const direction = unit(options.token(row));
    for (let index = 0; index < sum.length; index += 1) {
      sum[index] = (sum[index] as number) + (direction[index] as number);
    }
    if (at % ROWS_PER_TURN === ROWS_PER_TURN - 1) await options.pause();
  }
  return sums.map((sum, at) => {
    const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
    return length > 1e-6 ? Float32Array.from(sum, (value) => value / length) : (centres[at] as Float32Array);
  });
}

/** Zeros for a vector without direction. */
function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!(length > 0 && length < Number.POSITIVE_INFINITY)) return new Float32Array(vector.length);
  return vector.map((value) => value / length);
}
