import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LAYER_NORM_EPSILON } from '../../layer-norm-epsilon.js';
import { defineKernel } from '../define-kernel.js';
import { type ArrayRun, nativeProgram } from '../native-program.js';

const SUM = nativeProgram({ arrays: ['input'], rowSums: { sum: 'input' } });

/** Second pass, about the mean of the first: Σ x² − mean² would lose every digit of a row far from 0. */
const SPREAD = nativeProgram({
  arrays: ['input'],
  rowScalars: ['mean'],
  values: { centred: ['subtract', 'input', 'mean'] },
  rowSums: { rest: 'centred', squares: ['multiply', 'centred', 'centred'] },
});

const NORMAL = ['multiply', ['subtract', 'input', 'mean'], 'inverse'] as const;

const NORMALISE = nativeProgram({
  arrays: ['input', 'gain', 'bias', 'output'],
  rowScalars: ['mean', 'inverse'],
  stores: { output: ['add', ['multiply', NORMAL, 'gain'], 'bias'] },
});

/** Gradients of gain and bias, and the sums of g = upstream · gain and g · x̂ over each row. */
const SUMS = nativeProgram({
  arrays: ['upstream', 'input', 'gain', 'gainGradient', 'biasGradient'],
  rowScalars: ['mean', 'inverse'],
  values: { normal: NORMAL, scaled: ['multiply', 'upstream', 'gain'] },
  stores: {
    gainGradient: ['add', 'gainGradient', ['multiply', 'upstream', 'normal']],
    biasGradient: ['add', 'biasGradient', 'upstream'],
  },
  rowSums: { scaledSum: 'scaled', alongSum: ['multiply', 'scaled', 'normal'] },
});

/** dx = σ⁻¹ · (g − mean(g) − x̂ · mean(g · x̂)) with x̂ = (x − μ) / σ. */
const INPUT_GRADIENT = nativeProgram({
  arrays: ['upstream', 'input', 'gain', 'inputGradient'],
  rowScalars: ['mean', 'inverse', 'scaledSum', 'alongSum'],
  scalars: ['share'],
  stores: {
    inputGradient: [
      'multiply',
      [
        'subtract',
        ['subtract', ['multiply', 'upstream', 'gain'], ['multiply', 'scaledSum', 'share']],
        ['multiply', NORMAL, ['multiply', 'alongSum', 'share']],
      ],
      'inverse',
    ],
  },
});

interface ForwardInputs {
  /** [n, width] */
  readonly input: TensorInfo;
  /** [width] */
  readonly gain: TensorInfo;
  /** [width] */
  readonly bias: TensorInfo;
}

/** Normalised rows [n, width], their means [n, 1] and inverse standard deviations [n, 1]. */
export const layerNormKernel = defineKernel<ForwardInputs>('LayerNorm', (heap, { input, gain, bias }) => {
  const [rows, width] = input.shape as [number, number];
  const output = heap.allocate(input.shape);
  const mean = heap.allocate([rows, 1]);
  const inverse = heap.allocate([rows, 1]);
  const rest = heap.allocate([rows]);
  SUM(heap, { rows, count: width, arrays: { input }, perRow: { sum: mean } });
  const means = heap.values(mean);
  for (let row = 0; row < rows; row += 1) means[row] = (means[row] as number) / width;
  SPREAD(heap, { rows, count: width, arrays: { input }, perRow: { mean, rest, squares: inverse } });
  toMoments({ means, rest: heap.values(rest), squares: heap.values(inverse), width });
  heap.release(rest);
  const arrays = { input, gain: everyRow(gain), bias: everyRow(bias), output };
  NORMALISE(heap, { rows, count: width, arrays, perRow: { mean, inverse } });
  return [output, mean, inverse];
});

/**
 * In place: a mean in float32 is set right by what Σ (x − mean) says it lacks, and Σ (x − mean)² becomes
 * 1 / standard deviation (the corrected two-pass algorithm of Chan, Golub and LeVeque 1983).
 */
function toMoments(options: {
  readonly means: Float32Array;
  readonly rest: Float32Array;
  readonly squares: Float32Array;
  readonly width: number;
}): void {
  const { means, rest, squares, width } = options;
  for (let row = 0; row < means.length; row += 1) {
    const lacking = (rest[row] as number) / width;
    const variance = Math.max(0, (squares[row] as number) / width - lacking * lacking);
    means[row] = (means[row] as number) + lacking;
    squares[row] = 1 / Math.sqrt(variance + LAYER_NORM_EPSILON);
  }
}

function everyRow(tensor: TensorInfo): ArrayRun {
  return { tensor, shared: true };
}

interface BackwardInputs {
  /** [n, width] */
  readonly upstream: TensorInfo;
  /** [n, width] */
  readonly input: TensorInfo;
  /** [n, 1] */
  readonly mean: TensorInfo;
  /** [n, 1] */
  readonly inverse: TensorInfo;
  /** [width] */
  readonly gain: TensorInfo;
}

/** Gradients of input [n, width], gain [width] and bias [width]. */
export const layerNormGradientKernel = defineKernel<BackwardInputs>(
  'LayerNormGradient',
  (heap, { upstream, input, mean, inverse, gain }) => {
    const [rows, width] = input.shape as [number, number];
    const inputGradient = heap.allocate(input.shape);
    const gainGradient = heap.allocate(gain.shape);
    const biasGradient = heap.allocate(gain.shape);
    const scaledSum = heap.allocate([rows]);
    const alongSum = heap.allocate([rows]);
    heap.values(gainGradient).fill(0);
    heap.values(biasGradient).fill(0);
    const given = { upstream, input, gain: everyRow(gain) };
    const shared = { gainGradient: everyRow(gainGradient), biasGradient: everyRow(biasGradient) };
    const perRow = { mean, inverse, scaledSum, alongSum };
    SUMS(heap, { rows, count: width, arrays: { ...given, ...shared }, perRow });
    const scalars = { share: 1 / width };
    INPUT_GRADIENT(heap, { rows, count: width, arrays: { ...given, inputGradient }, perRow, scalars });
    heap.release(scaledSum);
    heap.release(alongSum);
    return [inputGradient, gainGradient, biasGradient];
  },
);
