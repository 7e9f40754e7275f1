import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { HistoryAttentionAttributes } from '../../history-attention-options.js';
import { defineKernel } from '../define-kernel.js';
import type { Heap } from '../heap.js';
import type { RaggedOperation } from '../ragged-code.js';
import { runRagged, type Strided } from '../ragged-program.js';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

interface ForwardInputs {
  /** [batch, width] */
  readonly queries: TensorInfo;
  /** [items, width] */
  readonly keys: TensorInfo;
  /** [items, value width] */
  readonly values: TensorInfo;
}

/** Mixed values [batch, value width] and attention weights [entries, heads]. */
export const historyAttentionKernel = defineKernel<ForwardInputs, HistoryAttentionAttributes>(
  'HistoryAttention',
  (heap, { queries, keys, values }, attributes) => {
    const { items, heads, scale } = attributes;
    const mixed = heap.allocate([queries.shape[0] as number, values.shape[1] as number]);
    const weights = heap.allocate([items.length, heads]);
    const histories = copyHistories(heap, attributes);
    histories.run('dots', { numbers: weights, own: queries, others: keys, scale });
    softmaxInPlace(heap.values(weights), attributes);
    histories.run('gather', { numbers: weights, own: mixed, others: values });
    histories.release();
    return [mixed, weights];
  },
);

interface BackwardInputs extends ForwardInputs {
  /** [batch, value width] */
  readonly upstream: TensorInfo;
  /** [entries, heads] */
  readonly weights: TensorInfo;
}

/**
 * Gradients of queries, keys and values. With P the weights and O the output: dV = Pᵀ·dO, dP = dO·Vᵀ,
 * dS = scale · P ∘ (dP − Σ P ∘ dP), dQ = dS·K, dK = dSᵀ·Q, over the entries alone.
 */
export const historyAttentionGradientKernel = defineKernel<BackwardInputs, HistoryAttentionAttributes>(
  'HistoryAttentionGradient',
  (heap, { upstream, weights, queries, keys, values }, attributes) => {
    const [toQueries, toKeys, toValues] = [queries, keys, values].map(({ shape }) =>
      heap.allocate(shape),
    ) as [TensorInfo, TensorInfo, TensorInfo];
    const slopes = heap.allocate(weights.shape);
    const histories = copyHistories(heap, attributes);
    heap.values(toKeys).fill(0);
    heap.values(toValues).fill(0);
    histories.run('scatter', { numbers: weights, own: upstream, others: toValues });
    histories.run('dots', { numbers: slopes, own: upstream, others: values });
    softmaxSlopesInPlace(heap.values(slopes), heap.values(weights), attributes);
    histories.run('gather', { numbers: slopes, own: toQueries, others: keys });
    histories.run('scatter', { numbers: slopes, own: queries, others: toKeys });
    histories.release();
    heap.release(slopes);
    return [toQueries, toKeys, toValues];
  },
);

interface Histories {
  /** Goes over the entries head by head; the heads split the columns of `own` and `others` evenly. */
  run(
    operation: RaggedOperation,
    tensors: {
      /** [entries, heads] */
      readonly numbers: TensorInfo;
      /** [batch, …] */
      readonly own: TensorInfo;
      /** [items, …] */
      readonly others: TensorInfo;
      readonly scale?: number;
    },
  ): void;
  release(): void;
}

/** The histories in the memory for the time of a kernel. */
function copyHistories(heap: Heap, { starts, items, heads }: HistoryAttentionAttributes): Histories {
  const places = heap.copyIntegers(starts);
  const columns = heap.copyIntegers(items);
  return {
    run(operation, { numbers, own, others, scale = 1 }) {
      const [rows, width] = own.shape as [number, number];
      const count = width / heads;
      for (let head = 0; head < heads; head += 1) {
        const part = (tensor: TensorInfo): Strided => ({
          offset: heap.offset(tensor) + BYTES * head * count,
          stride: BYTES * width,
        });
        runRagged(heap, operation, {
          rows,
          count,
          starts: heap.offset(places),
          columns: heap.offset(columns),
          numbers: { offset: heap.offset(numbers) + BYTES * head, stride: BYTES * heads },
          own: part(own),
          others: part(others),
          scale,
        });
      }
    },
    release() {
      heap.release(places);
      heap.release(columns);
    },
  };
}

/** Calls back for the first number of every history and head, and the number after the last; they are `heads` apart. */
function eachHistory(
  { starts, heads }: HistoryAttentionAttributes,
  work: (first: number, end: number) => void,
): void {
  for (let row = 0; row + 1 < starts.length; row += 1) {
    const end = heads * (starts[row + 1] as number);
    for (let head = 0; head < heads; head += 1) work(heads * (starts[row] as number) + head, end);
  }
}

function softmaxInPlace(scores: Float32Array, attributes: HistoryAttentionAttributes): void {
  const { heads } = attributes;
  eachHistory(attributes, (first, end) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let at = first; at < end; at += heads) highest = Math.max(highest, scores[at] as number);
    let sum = 0;
    for (let at = first; at < end; at += heads) {
      const power = Math.exp((scores[at] as number) - highest);
      scores[at] = power;
      sum += power;
    }
    const share = 1 / sum;
    for (let at = first; at < end; at += heads) scores[at] = (scores[at] as number) * share;
  });
}

/** Gradient of the weights → gradient of q·k, which the scale is taken into. */
function softmaxSlopesInPlace(
  slopes: Float32Array,
  weights: Float32Array,
  attributes: HistoryAttentionAttributes,
): void {
  const { heads, scale } = attributes;
  eachHistory(attributes, (first, end) => {
    let along = 0;
    for (let at = first; at < end; at += heads) along += (slopes[at] as number) * (weights[at] as number);
    for (let at = first; at < end; at += heads) {
      slopes[at] = scale * (weights[at] as number) * ((slopes[at] as number) - along);
    }
  });
}
