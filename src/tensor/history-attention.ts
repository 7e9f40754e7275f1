import type { Tensor2D } from '@tensorflow/tfjs-core';
import { composedHistoryAttention } from './composed-history-attention.js';
import { fused, hasFused } from './fused-kernel.js';
import type { HistoryAttentionOptions } from './history-attention-options.js';
import { kept, withGradient } from './with-gradient.js';

/**
 * Attention of one query per row over the table rows of a history of its own, of any length and without padding:
 * softmax(scale · q·kᵢ) weighs vᵢ, per head (Vaswani et al. 2017 with ragged keys). An empty history gives zeros.
 * Rows with the same query and history are computed each time: give every user of a batch once and look them up after.
 * Gradients for queries, keys and values. → [batch, value width]
 * @throws RangeError where the heads do not divide the widths or the starts do not fit the batch and the items
 */
export function historyAttention(options: HistoryAttentionOptions): Tensor2D {
  checkShapes(options);
  if (!hasFused('HistoryAttention')) return composedHistoryAttention(options);
  const { queries, keys, values, ...attributes } = options;
  return withGradient([queries, keys, values] as const, (queries, keys, values) => {
    const [mixed, weights] = fused('HistoryAttention', { queries, keys, values }, attributes) ?? [];
    return {
      value: mixed as Tensor2D,
      keep: [weights as Tensor2D, queries, keys, values],
      gradient: (upstream, tensors) =>
        fused(
          'HistoryAttentionGradient',
          {
            upstream,
            weights: kept<Tensor2D>(tensors, 0),
            queries: kept<Tensor2D>(tensors, 1),
            keys: kept<Tensor2D>(tensors, 2),
            values: kept<Tensor2D>(tensors, 3),
          },
          attributes,
        ) ?? [],
    };
  });
}

function checkShapes({ queries, keys, values, starts, items, heads }: HistoryAttentionOptions): void {
  const [batch, width] = queries.shape;
  const valueWidth = values.shape[1];
  if (width % heads !== 0 || valueWidth % heads !== 0 || keys.shape[1] !== width) {
    throw new RangeError(
      `${heads} heads do not fit queries of ${width}, keys of ${keys.shape[1]} and values of ${valueWidth} numbers.`,
    );
  }
  if (starts.length !== batch + 1 || starts[0] !== 0 || starts[batch] !== items.length) {
    throw new RangeError(
      `The starts of ${starts.length - 1} histories do not fit ${batch} queries and ${items.length} items.`,
    );
  }
}
