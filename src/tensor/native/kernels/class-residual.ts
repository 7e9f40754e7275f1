import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { inRowChunks, PRODUCT, PRODUCT_OF_TRANSPOSED, PRODUCT_WITH_TRANSPOSED, rowsOf } from '../gemm.js';
import { improbableLogLikelihood } from '../improbable-log-likelihood.js';
import { nativeSession } from '../native-session.js';
import { addBias } from '../row-operations.js';

/** A smaller probability has lost digits or is 0 in float32: its logarithm is computed again from the logits. */
const SMALLEST_PROBABILITY = 1e-30;

/** Rows that are computed together: their logits stay in the cache until the softmax. */
const CHUNK_ROWS = 512;

const SOFTMAX = nativeSession({
  nodes: [{ operator: 'Softmax', inputs: ['logits'], outputs: ['probabilities'], attributes: { axis: -1 } }],
  inputs: ['logits'],
  outputs: ['probabilities'],
});

/** With label smoothing the mean log-probability over all classes is needed as well. */
const SMOOTHED_SOFTMAX = nativeSession({
  nodes: [
    { operator: 'LogSoftmax', inputs: ['logits'], outputs: ['logarithms'], attributes: { axis: -1 } },
    {
      operator: 'ReduceMean',
      inputs: ['logarithms'],
      outputs: ['meanLogarithm'],
      attributes: { axes: [-1] },
    },
    { operator: 'Exp', inputs: ['logarithms'], outputs: ['probabilities'] },
  ],
  inputs: ['logits'],
  outputs: ['probabilities', 'meanLogarithm'],
});

interface ForwardInputs {
  /** [n, width] */
  readonly input: TensorInfo;
  /** [width, classes] */
  readonly weight: TensorInfo;
  /** [classes] */
  readonly bias: TensorInfo;
}

interface ForwardAttributes {
  /** [n] */
  readonly targets: Int32Array;
  /** ε: share of the target that is spread evenly over all classes, 0 … 1. */
  readonly labelSmoothing: number;
}

/**
 * Output layer, softmax and cross-entropy in one: the loss of each row [n] and softmax − target distribution
 * [n, classes], which is all that the gradient needs. No one-hot matrix is made.
 */
export const classResidualKernel = defineKernel<ForwardInputs, ForwardAttributes>(
  'ClassResidual',
  (heap, { input, weight, bias }, { targets, labelSmoothing }) => {
    const rows = input.shape[0] as number;
    const classes = weight.shape[1] as number;
    const losses = heap.allocate([rows]);
    const residual = heap.allocate([rows, classes]);
    const meanLogarithm = new Float32Array(rows);
    inRowChunks(rows, CHUNK_ROWS, (start, end) => {
      const logits = rowsOf(heap.operand(residual), start, end);
      PRODUCT.multiply(rowsOf(heap.operand(input), start, end), heap.operand(weight), logits);
      addBias(heap, { rows: residual, bias, range: { start, end } });
      // In place: the softmax has read a row to its end before it writes it.
      if (labelSmoothing === 0) SOFTMAX.run({ logits }, { probabilities: logits });
      else {
        const means = { values: meanLogarithm.subarray(start, end), shape: [end - start, 1] };
        SMOOTHED_SOFTMAX.run({ logits }, { probabilities: logits, meanLogarithm: means });
      }
    });
    const lossValues = heap.values(losses);
    const values = heap.values(residual);
    const even = labelSmoothing / classes;
    const improbable = (row: number, target: number): number =>
      improbableLogLikelihood({
        probabilities: values.subarray(row * classes, (row + 1) * classes),
        target,
        input: rowsOf(heap.operand(input), row, row + 1).values,
        weight: heap.values(weight),
        bias: heap.values(bias),
      });
    for (let row = 0; row < rows; row += 1) {
      const at = row * classes + (targets[row] as number);
      const probability = values[at] as number;
      const likelihood =
        probability < SMALLEST_PROBABILITY ? improbable(row, targets[row] as number) : Math.log(probability);
      lossValues[row] = -(1 - labelSmoothing) * likelihood - labelSmoothing * (meanLogarithm[row] as number);
      values[at] = (values[at] as number) - (1 - labelSmoothing);
    }
    if (even > 0) for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) - even;
    return [losses, residual];
  },
);

interface BackwardInputs {
  /** [n, classes] from `ClassResidual` */
  readonly residual: TensorInfo;
  /** [n, width] */
  readonly input: TensorInfo;
  /** [width, classes] */
  readonly weight: TensorInfo;
}

/**
 * Gradients of input [n, width], weight [width, classes] and bias [classes]. The weights of the rows are put on the
 * narrow sides of the products, never on [n, classes].
 */
export const classResidualGradientKernel = defineKernel<
  BackwardInputs,
  { readonly rowWeights: Float32Array }
>('ClassResidualGradient', (heap, { residual, input, weight }, { rowWeights }) => {
  const rows = rowWeights.length;
  const classes = weight.shape[1] as number;
  const inputGradient = heap.allocate(input.shape);
  const weightGradient = heap.allocate(weight.shape);
  const biasGradient = heap.allocate([classes]);
  const weighted = heap.allocate(input.shape);
  const right = heap.operand(residual);
  scaleRows({ from: heap.values(input), to: heap.values(weighted), rowWeights });
  PRODUCT_OF_TRANSPOSED.multiply(heap.operand(weighted), right, heap.operand(weightGradient));
  heap.release(weighted);
  const left = { values: rowWeights, shape: [rows, 1] };
  PRODUCT_OF_TRANSPOSED.multiply(left, right, heap.operand(biasGradient, [1, classes]));
  PRODUCT_WITH_TRANSPOSED.multiply(right, heap.operand(weight), heap.operand(inputGradient));
  const gradient = heap.values(inputGradient);
  scaleRows({ from: gradient, to: gradient, rowWeights });
  return [inputGradient, weightGradient, biasGradient];
});

/** Each row times its weight. */
function scaleRows(options: {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly rowWeights: Float32Array;
}): void {
  const { from, to, rowWeights } = options;
  const width = from.length / rowWeights.length;
  for (const [row, weight] of rowWeights.entries()) {
    for (let at = row * width; at < (row + 1) * width; at += 1) to[at] = weight * (from[at] as number);
  }
}
