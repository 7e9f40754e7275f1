import type { Factors } from '../../src/core/recommend.js';
import { hostProduct } from '../../src/tensor/host-product.js';
import type { Recommender } from '../recommender.js';

/** User rows of one product: their copy stays in the cache. */
const ROWS = 512;

/** Scores of a two-tower model: inner products of user and item rows, on the current backend, straight into the scores. */
export function factorScores(factors: Factors): Recommender {
  const { width, users: userRows, items } = factors;
  const itemCount = items.length / width;
  const right = { values: items, rows: itemCount, columns: width };
  return {
    factors,
    score(users, scores) {
      for (let start = 0; start < users.length; start += ROWS) {
        const block = users.subarray(start, start + ROWS);
        const rows = block.length;
        hostProduct({
          left: { values: gatheredRows(userRows, width, block), rows, columns: width },
          right,
          transposeRight: true,
          result: {
            values: scores.subarray(start * itemCount, (start + rows) * itemCount),
            rows,
            columns: itemCount,
          },
        }); // [rows, width] · [items, width]ᵀ → [rows, items]
      }
    },
  };
}

/** [rows, width] */
function gatheredRows(table: Float32Array, width: number, rows: Int32Array): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  for (const [to, row] of rows.entries()) {
    gathered.set(table.subarray(row * width, (row + 1) * width), to * width);
  }
  return gathered;
}
