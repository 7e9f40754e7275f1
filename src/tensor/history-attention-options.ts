import type { Tensor2D } from '@tensorflow/tfjs-core';

/** Who attends to what. */
export interface HistoryAttentionAttributes {
  /** [batch + 1] ascending, from 0: the history of row r is items[starts[r]] … items[starts[r + 1] − 1] */
  readonly starts: Int32Array;
  /** [starts[batch]] rows of keys and values, 0 … items − 1 */
  readonly items: Int32Array;
  /** Parts of width and value width with a softmax each; both are a multiple of it. */
  readonly heads: number;
  /** Factor of the scores, usually 1 / √(width / heads). */
  readonly scale: number;
}

export interface HistoryAttentionOptions extends HistoryAttentionAttributes {
  /** [batch, width] */
  readonly queries: Tensor2D;
  /** [items, width] */
  readonly keys: Tensor2D;
  /** [items, value width] */
  readonly values: Tensor2D;
}
