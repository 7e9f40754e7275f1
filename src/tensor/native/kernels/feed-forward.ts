import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { inRowChunks, PRODUCT, PRODUCT_OF_TRANSPOSED, PRODUCT_WITH_TRANSPOSED, rowsOf } from '../gemm.js';
import type { Heap } from '../heap.js';
import { nativeProgram } from '../native-program.js';
import { addBias, addRowsTo } from '../row-operations.js';

/** Activations that are fused with the linear maps around them. */
export type FusedActivation = 'relu' | 'squared-relu';

interface Attributes {
  readonly activation: FusedActivation;
}

/** Rows that are computed together: their hidden values stay in the cache from the first product to the second. */
const CHUNK_ROWS = 1024;

const ACTIVATE = {
  relu: nativeProgram({
    arrays: ['positive', 'bias', 'hidden'],
    scalars: ['zero'],
    values: { relu: ['maximum', ['add', 'positive', 'bias'], 'zero'] },
    stores: { positive: 'relu', hidden: 'relu' },
  }),
  'squared-relu': nativeProgram({
    arrays: ['positive', 'bias', 'hidden'],
    scalars: ['zero'],
    values: { relu: ['maximum', ['add', 'positive', 'bias'], 'zero'] },
    stores: { positive: 'relu', hidden: ['multiply', 'relu', 'relu'] },
  }),
} as const;

/** hidden ← activation again; slope ← slope · derivative: [z > 0] for relu, 2 · relu(z) for its square. */
const DIFFERENTIATE = {
  relu: nativeProgram({
    arrays: ['slope', 'positive', 'hidden'],
    scalars: ['zero'],
    stores: { slope: ['keepWhereGreater', 'slope', 'positive', 'zero'], hidden: 'positive' },
  }),
  'squared-relu': nativeProgram({
    arrays: ['slope', 'positive', 'hidden'],
    scalars: ['zero'],
    stores: {
      slope: ['multiply', 'slope', ['add', 'positive', 'positive']],
      hidden: ['multiply', 'positive', 'positive'],
    },
  }),
} as const;

interface ForwardInputs {
  /** [n, width] */
  readonly input: TensorInfo;
  /** [width, hidden] */
  readonly weightIn: TensorInfo;
  /** [hidden] */
  readonly biasIn: TensorInfo;
  /** [hidden, width] */
  readonly weightOut: TensorInfo;
  /** [width] */
  readonly biasOut: TensorInfo;
}

/** activation(x · W₁ + b₁) · W₂ + b₂ [n, width], and relu(x · W₁ + b₁) [n, hidden] for the gradient. */
export const feedForwardKernel = defineKernel<ForwardInputs, Attributes>(
  'FeedForward',
  (heap, { input, weightIn, biasIn, weightOut, biasOut }, { activation }) => {
    const rows = input.shape[0] as number;
    const width = weightIn.shape[1] as number;
    const output = heap.allocate([rows, weightOut.shape[1] as number]);
    const positive = heap.allocate([rows, width]);
    const hidden = heap.allocate([Math.min(rows, CHUNK_ROWS), width]);
    inRowChunks(rows, CHUNK_ROWS, (start, end) => {
      const linear = rowsOf(heap.operand(positive), start, end);
      PRODUCT.multiply(rowsOf(heap.operand(input), start, end), heap.operand(weightIn), linear);
      ACTIVATE[activation](heap, {
        rows: end - start,
        count: width,
        arrays: {
          positive: { tensor: positive, start: start * width },
          bias: { tensor: biasIn, shared: true },
          hidden,
        },
        scalars: { zero: 0 },
      });
      const result = rowsOf(heap.operand(output), start, end);
      PRODUCT.multiply(rowsOf(heap.operand(hidden), 0, end - start), heap.operand(weightOut), result);
      addBias(heap, { rows: output, bias: biasOut, range: { start, end } });
    });
    heap.release(hidden);
    return [output, positive];
  },
);

interface BackwardInputs {
  /** [n, width] */
  readonly upstream: TensorInfo;
  /** [n, hidden] from `FeedForward` */
  readonly positive: TensorInfo;
  /** [n, width] */
  readonly input: TensorInfo;
  /** [width, hidden] */
  readonly weightIn: TensorInfo;
  /** [hidden, width] */
  readonly weightOut: TensorInfo;
}

/** Gradients of input, W₁, b₁, W₂ and b₂, in their shapes. */
export const feedForwardGradientKernel = defineKernel<BackwardInputs, Attributes>(
  'FeedForwardGradient',
  (heap, inputs, { activation }) => {
    const { upstream, positive, input, weightIn, weightOut } = inputs;
    const [rows, width] = positive.shape as [number, number];
    const inputGradient = heap.allocate(input.shape);
    const weightInGradient = zeros(heap, weightIn.shape);
    const biasInGradient = zeros(heap, [width]);
    const weightOutGradient = zeros(heap, weightOut.shape);
    const biasOutGradient = zeros(heap, [upstream.shape[1] as number]);
    const chunkShape = [Math.min(rows, CHUNK_ROWS), width];
    const slope = heap.allocate(chunkShape);
    const hidden = heap.allocate(chunkShape);
    inRowChunks(rows, CHUNK_ROWS, (start, end) => {
      const count = end - start;
      const given = rowsOf(heap.operand(upstream), start, end);
      const slopes = rowsOf(heap.operand(slope), 0, count);
      PRODUCT_WITH_TRANSPOSED.multiply(given, heap.operand(weightOut), slopes);
      DIFFERENTIATE[activation](heap, {
        count: count * width,
        arrays: { slope, positive: { tensor: positive, start: start * width }, hidden },
        scalars: { zero: 0 },
      });
      const from = rowsOf(heap.operand(input), start, end);
      const activated = rowsOf(heap.operand(hidden), 0, count);
      PRODUCT_OF_TRANSPOSED.accumulate(activated, given, heap.operand(weightOutGradient));
      PRODUCT_OF_TRANSPOSED.accumulate(from, slopes, heap.operand(weightInGradient));
      addRowsTo(heap, { rows: slope, sums: biasInGradient, range: { start: 0, end: count } });
      const result = rowsOf(heap.operand(inputGradient), start, end);
      PRODUCT_WITH_TRANSPOSED.multiply(slopes, heap.operand(weightIn), result);
    });
    addRowsTo(heap, { rows: upstream, sums: biasOutGradient });
    heap.release(slope);
    heap.release(hidden);
    return [inputGradient, weightInGradient, biasInGradient, weightOutGradient, biasOutGradient];
  },
);

function zeros(heap: Heap, shape: readonly number[]): TensorInfo {
  const tensor = heap.allocate(shape);
  heap.values(tensor).fill(0);
  return tensor;
}
