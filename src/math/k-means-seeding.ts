import { type Matrix, rowCount } from './assign.js';
import type { Random } from './random.js';
import { dot, squaredDistance } from './vector.js';

/** Rows per centre that seeding looks at: D² sampling of more changes little and costs as much as a fit. */
const ROWS_PER_CENTRE = 40;
/** A squared distance below this share of the mean squared length is rounding: the rows are copies. */
const SAME_SHARE = 1e-12;

/**
 * k-means++ (Arthur and Vassilvitskii 2007): the first centre is a random row, each further one a row drawn
 * with probability proportional to its squared distance from the nearest centre so far. Large data are
 * seeded on a random sample.
 * @returns [k, dimension] or, when there are fewer than k different rows, one centre for each of them.
 */
export function seedCentres(rows: Matrix, k: number, random: Random): Float64Array {
  const { dimension } = rows;
  const candidates = candidateRows(rowCount(rows), k, random).map((row) =>
    rows.values.subarray(row * dimension, (row + 1) * dimension),
  );
  const squaredLengths = candidates.reduce((sum, row) => sum + dot(row, row), 0);
  const sameBelow = (SAME_SHARE * squaredLengths) / candidates.length;
  const nearest = new Float64Array(candidates.length).fill(Number.POSITIVE_INFINITY);
  const centres = new Float64Array(k * dimension);
  let chosen = random.below(candidates.length);
  for (let found = 0; found < k; found += 1) {
    const centre = Float64Array.from(candidates[chosen] as Matrix['values']);
    centres.set(centre, found * dimension);
    let total = 0;
    for (const [position, row] of candidates.entries()) {
      const distance = Math.min(nearest[position] as number, squaredDistance(row, centre));
      nearest[position] = distance > sameBelow ? distance : 0;
      total += nearest[position] as number;
    }
    if (total === 0) return centres.slice(0, (found + 1) * dimension);
    chosen = drawInProportion(nearest, total, random);
  }
  return centres;
}

function candidateRows(count: number, k: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, row) => row);
  return count <= ROWS_PER_CENTRE * k ? all : random.sample(all, ROWS_PER_CENTRE * k);
}

/** Never draws an item of weight 0: rounding in the running sum must not pick a row twice. */
function drawInProportion(weights: Float64Array, total: number, random: Random): number {
  let left = random.uniform() * total;
  let last = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] as number;
    if (weight === 0) continue;
    last = index;
    left -= weight;
    if (left < 0) break;
  }
  return last;
}
