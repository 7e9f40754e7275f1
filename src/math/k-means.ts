import { VidtokenError } from '../core/errors.js';
import { type Assignment, type Matrix, rowCount } from './assign.js';
import { assignAll } from './assign-all.js';
import { fitMiniBatches } from './k-means-mini-batch.js';
import { seedCentres } from './k-means-seeding.js';
import type { Random } from './random.js';

export interface KMeansOptions {
  /** [rows, dimension], finite. */
  readonly rows: Matrix;
  /** Whole number in 1…rows. */
  readonly k: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
  /** Most full passes over the rows, default 50 for `lloyd` and 2 after mini-batches. */
  readonly maxPasses?: number;
  /** Stop when inertia falls by less than this share, default 1e-4. */
  readonly tolerance?: number;
  /** Fits from different seedings, of which the one with the lowest inertia is kept; default 4 for small data, else 1. */
  readonly starts?: number;
  /** `lloyd` for small data, `mini-batch` for large; by default decided from rows × k × dimension. */
  readonly method?: 'lloyd' | 'mini-batch';
}

export interface KMeansFit {
  /** [k, dimension]; fewer than asked for when there are fewer different rows. */
  readonly centres: Matrix & { readonly values: Float64Array };
  readonly assignment: Assignment;
  /** [k] members, each at least 1. */
  readonly sizes: Int32Array;
  /** Sum of squared distances to the nearest centre. */
  readonly inertia: number;
  /** Inertia at each full pass over the rows; never rises. */
  readonly inertiaHistory: readonly number[];
  readonly method: 'lloyd' | 'mini-batch';
}

/** Multiply-adds of one full pass up to which Lloyd's algorithm is affordable. */
const LLOYD_WORK_LIMIT = 5e8;
const LLOYD_PASSES = 50;
/** Multiply-adds of one full pass up to which several starts are affordable: one start may end in a poor corner. */
const STARTS_WORK_LIMIT = 5e7;
const STARTS = 4;
/** Full passes that polish and repair a mini-batch fit. */
const POLISH_PASSES = 2;
/** Passes beyond the limit that are spent on filling empty clusters before they are given up. */
const REPAIR_PASSES = 10;

/**
 * K-means with squared Euclidean distance: k-means++ seeding, then Lloyd's algorithm, or mini-batches and two
 * full passes. An empty cluster is repaired: it takes the row that is farthest from its centre.
 * @throws VidtokenError `too-few-videos` when k exceeds the rows, `invalid-value` when k is no whole number ≥ 1.
 */
export async function kMeans(options: KMeansOptions): Promise<KMeansFit> {
  const { rows, k } = options;
  checkK(k, rowCount(rows));
  const starts = options.starts ?? (rows.values.length * k <= STARTS_WORK_LIMIT ? STARTS : 1);
  let best = await fitOnce(options);
  for (let start = 1; start < starts; start += 1) {
    const fit = await fitOnce(options);
    if (fit.inertia < best.inertia) best = fit;
  }
  return best;
}

async function fitOnce(options: KMeansOptions): Promise<KMeansFit> {
  const { rows, k, random, signal, tolerance = 1e-4 } = options;
  const work = rows.values.length * k;
  const method = options.method ?? (work <= LLOYD_WORK_LIMIT ? 'lloyd' : 'mini-batch');
  const maxPasses = options.maxPasses ?? (method === 'lloyd' ? LLOYD_PASSES : POLISH_PASSES);
  const centres = { values: seedCentres(rows, k, random), dimension: rows.dimension };
  if (method === 'mini-batch') await fitMiniBatches({ rows, centres, random, signal });

  const inertiaHistory: number[] = [];
  for (let pass = 0; ; pass += 1) {
    const assignment = await assignAll({ rows, centres, signal });
    const inertia = sum(assignment.distances);
    const before = inertiaHistory.at(-1);
    inertiaHistory.push(inertia);
    const sizes = clusterSizes(assignment.ids, rowCount(centres));
    const settled = before !== undefined && before - inertia <= tolerance * before;
    if (sizes.every((size) => size > 0)) {
      if (settled || pass >= maxPasses)
        return { centres, assignment, sizes, inertia, inertiaHistory, method };
    } else if (pass >= maxPasses + REPAIR_PASSES) {
      return withoutEmpty({ centres, assignment, sizes, inertia, inertiaHistory, method });
    }
    updateCentres({ rows, centres, assignment, sizes });
  }
}

function checkK(k: number, count: number): void {
  if (!Number.isInteger(k) || k < 1) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The number of clusters is ${k}; it must be a whole number of at least 1.`,
    });
  }
  if (k > count) {
    throw new VidtokenError({
      code: 'too-few-videos',
      message: `${k} clusters were asked for, but there are only ${count} vectors.`,
      hint: `Ask for at most ${count} clusters (--k), or embed more videos first.`,
      facts: { k, count },
    });
  }
}

/**
 * Lloyd's update: each centre moves to the mean of its rows. A centre without rows is set on one of the rows
 * farthest from their centres, which can only lower inertia.
 */
function updateCentres(options: {
  readonly rows: Matrix;
  readonly centres: KMeansFit['centres'];
  readonly assignment: Assignment;
  readonly sizes: Int32Array;
}): void {
  const { rows, centres, assignment, sizes } = options;
  const { dimension } = rows;
  centres.values.fill(0);
  for (let row = 0; row < assignment.ids.length; row += 1) {
    const centre = assignment.ids[row] as number;
    const share = 1 / (sizes[centre] as number);
    for (let index = 0; index < dimension; index += 1) {
      const at = centre * dimension + index;
      const value = rows.values[row * dimension + index] as number;
      centres.values[at] = (centres.values[at] as number) + share * value;
    }
  }
  const distances = Float64Array.from(assignment.distances);
  for (let centre = 0; centre < sizes.length; centre += 1) {
    if ((sizes[centre] as number) > 0) continue;
    const farthest = indexOfMaximum(distances);
    distances[farthest] = -1;
    const offset = farthest * dimension;
    centres.values.set(rows.values.subarray(offset, offset + dimension), centre * dimension);
  }
}

/** Drops centres that could not be filled because the remaining rows are copies of each other. */
function withoutEmpty(fit: KMeansFit): KMeansFit {
  const { dimension } = fit.centres;
  const kept = [...fit.sizes.keys()].filter((centre) => (fit.sizes[centre] as number) > 0);
  const newIds = new Map(kept.map((centre, id) => [centre, id]));
  const values = new Float64Array(kept.length * dimension);
  for (const [id, centre] of kept.entries()) {
    values.set(fit.centres.values.subarray(centre * dimension, (centre + 1) * dimension), id * dimension);
  }
  const ids = fit.assignment.ids.map((centre) => newIds.get(centre) ?? 0);
  return {
    ...fit,
    centres: { values, dimension },
    assignment: { ...fit.assignment, ids },
    sizes: clusterSizes(ids, kept.length),
  };
}

/** [k] members of each cluster. */
export function clusterSizes(ids: Int32Array, k: number): Int32Array {
  const sizes = new Int32Array(k);
  for (const id of ids) sizes[id] = (sizes[id] as number) + 1;
  return sizes;
}

function indexOfMaximum(values: Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
