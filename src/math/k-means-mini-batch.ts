import { type Matrix, rowCount } from './assign.js';
import { assignAll } from './assign-all.js';
import type { Random } from './random.js';

const BATCH_ROWS = 1024;
const BATCHES = 100;

/**
 * Mini-batch k-means (Sculley 2010): each centre moves towards the rows of a random batch that are nearest to
 * it, by 1 / (rows it has ever seen). Changes `centres` in place.
 */
export async function fitMiniBatches(options: {
  readonly rows: Matrix;
  readonly centres: Matrix & { readonly values: Float64Array };
  readonly random: Random;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  const { rows, centres, random, signal } = options;
  const { dimension } = rows;
  const count = rowCount(rows);
  const batch = { values: new Float64Array(Math.min(BATCH_ROWS, count) * dimension), dimension };
  const seen = new Float64Array(rowCount(centres));
  for (let iteration = 0; iteration < BATCHES; iteration += 1) {
    for (let at = 0; at < batch.values.length; at += dimension) {
      const offset = random.below(count) * dimension;
      batch.values.set(rows.values.subarray(offset, offset + dimension), at);
    }
    const { ids } = await assignAll({ rows: batch, centres, signal });
    for (const [row, centre] of ids.entries()) {
      seen[centre] = (seen[centre] as number) + 1;
      const step = 1 / (seen[centre] as number);
      for (let index = 0; index < dimension; index += 1) {
        const at = centre * dimension + index;
        const value = centres.values[at] as number;
        centres.values[at] = value + step * ((batch.values[row * dimension + index] as number) - value);
      }
    }
  }
}
