import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { scaled } from './differentiable.js';
import { elementProduct } from './element-product.js';
import { embeddingLookup } from './embedding-lookup.js';
import type { HistoryAttentionOptions } from './history-attention-options.js';
import { product } from './product.js';
import { rowSumsByIndex } from './row-sums-by-index.js';
import { segmentSoftmax } from './segment-softmax.js';

/** `historyAttention` where it is not fused, of operations on one row per entry of a history. */
export function composedHistoryAttention(options: HistoryAttentionOptions): Tensor2D {
  const { queries, keys, values, starts, items, heads, scale } = options;
  const [batch, width] = queries.shape;
  const valueWidth = values.shape[1];
  if (items.length === 0) return scaled(product(queries, zeros(width, valueWidth)), 0);
  const owners = new Int32Array(items.length);
  for (let row = 0; row < batch; row += 1) owners.fill(row, starts[row], starts[row + 1]);
  const along = elementProduct(embeddingLookup(queries, owners), embeddingLookup(keys, items)); // [entries, width]
  const scores = scaled(product(along, headColumns(width, heads)), scale); // [entries, heads]
  const weights = segmentSoftmax(scores, starts); // [entries, heads]
  const spread = product(weights, headRows(valueWidth, heads)); // [entries, value width]
  return rowSumsByIndex(elementProduct(spread, embeddingLookup(values, items)), owners, batch);
}

/** 1 where a column belongs to a head: [width, heads] */
function headColumns(width: number, heads: number): Tensor2D {
  const depth = width / heads;
  return matrix(width, heads, (row, column) => Math.floor(row / depth) === column);
}

/** 1 where a column belongs to a head: [heads, width] */
function headRows(width: number, heads: number): Tensor2D {
  const depth = width / heads;
  return matrix(heads, width, (row, column) => Math.floor(column / depth) === row);
}

function zeros(rows: number, columns: number): Tensor2D {
  return matrix(rows, columns, () => false);
}

function matrix(rows: number, columns: number, one: (row: number, column: number) => boolean): Tensor2D {
  const values = Float32Array.from({ length: rows * columns }, (_, at) =>
    Number(one(Math.floor(at / columns), at % columns)),
  );
  return tensor2d(values, [rows, columns]);
}
