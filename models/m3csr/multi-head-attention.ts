import { concatColumns } from '../../src/tensor/concat-columns.js';
import { concatRows } from '../../src/tensor/differentiable.js';
import { historyAttention } from '../../src/tensor/history-attention.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { linear, product } from '../../src/tensor/product.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { transposed } from '../../src/tensor/transposed.js';
import type { Histories } from './user-histories.js';

export interface AttentionOptions {
  readonly parameters: Parameters;
  /** Prefix of the parameters: `<name>/query-<head>`, `key-<head>`, `value-<head>`, `output-<head>` and `bias`. */
  readonly name: string;
  readonly heads: number;
  /** [rows, dimension] */
  readonly queries: Tensor2D;
  /** [items, width] keys and values of eqs. 3 and 4 */
  readonly table: Tensor2D;
  /** Item numbers are rows of `table`. */
  readonly histories: Histories;
  /** The output without its bias is multiplied by (length of the history)^exponent. */
  readonly exponent: number;
}

/**
 * MH(Q, K, V) of Vaswani et al. 2017 with one query per row over its own sequence: eqs. 3 and 4.
 * With a single query, q W_q · k W_k = (q W_q W_kᵀ) · k and (Σ a v W_v) W_o = (Σ a v) W_v W_o: the small matrices are
 * multiplied first, and the items of the catalogue are attended to as they are instead of being projected.
 * An empty sequence gives the bias: what the model knows of nobody in particular.
 * @returns [rows, width]
 */
export function multiHeadAttention(options: AttentionOptions): Tensor2D {
  const { parameters, name, queries, table, histories, exponent } = options;
  const width = table.shape[1];
  const heads = Array.from({ length: options.heads }, (_, head) => {
    const of = (role: string): Tensor2D => parameters.get(`${name}/${role}-${head}`);
    const compared = product(of('query'), transposed(of('key'))); // [dimension, width]
    const attended = historyAttention({
      queries: product(queries, compared), // [rows, width]
      keys: table,
      values: table,
      starts: histories.starts,
      items: histories.items,
      heads: 1,
      scale: Math.sqrt(options.heads / width), // 1 / √(width of a head)
    }); // [rows, width]
    return { attended, written: product(of('value'), of('output')) }; // [width, width]
  });
  const attended = joined(
    heads.map((head) => head.attended),
    concatColumns,
  ); // [rows, heads · width]
  return linear({
    input: exponent === 0 ? attended : multiplyRows(attended, lengthFactors(histories, exponent)),
    weight: joined(
      heads.map((head) => head.written),
      concatRows,
    ), // [heads · width, width]
    bias: parameters.get(`${name}/bias`),
  }); // [rows, width]
}

function joined(parts: readonly Tensor2D[], join: (parts: readonly Tensor2D[]) => Tensor2D): Tensor2D {
  return parts.length === 1 ? (parts[0] as Tensor2D) : join(parts);
}

/** [rows, 1] length^exponent; 1 for an empty history, whose sum is 0 anyway */
function lengthFactors({ starts }: Histories, exponent: number): Tensor2D {
  const rows = starts.length - 1;
  const factors = Float32Array.from(
    { length: rows },
    (_, row) => Math.max(1, (starts[row + 1] as number) - (starts[row] as number)) ** exponent,
  );
  return tensor2d(factors, [rows, 1]);
}
