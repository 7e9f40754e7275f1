import {
  add,
  div,
  mul,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { LAYER_NORM_EPSILON } from './layer-norm-epsilon.js';
import { columnSums } from './product.js';
import { withGradient } from './with-gradient.js';

/** Layer normalisation over the last axis (Ba et al. 2016) with the closed-form gradient. */
export function layerNorm(options: {
  /** [n, width] */
  readonly input: Tensor2D;
  /** [width] */
  readonly gain: Tensor1D;
  /** [width] */
  readonly bias: Tensor1D;
}): Tensor2D {
  return withGradient([options.input, options.gain, options.bias] as const, (input, gain, bias) => {
    const [value, mean, inverse] = fused('LayerNorm', { input, gain, bias }) ?? composed(input, gain, bias);
    return {
      value: value as Tensor2D,
      keep: [input, mean as Tensor2D, inverse as Tensor2D, gain],
      gradient: (upstream, tensors) => {
        const kept = { input: tensors[0], mean: tensors[1], inverse: tensors[2], gain: tensors[3] } as Kept;
        return fused('LayerNormGradient', { upstream, ...kept }) ?? composedGradient(upstream, kept);
      },
    };
  });
}

interface Kept {
  readonly input: Tensor2D;
  /** [n, 1] */
  readonly mean: Tensor2D;
  /** [n, 1] one divided by the standard deviation */
  readonly inverse: Tensor2D;
  readonly gain: Tensor1D;
}

function composed(input: Tensor2D, gain: Tensor1D, bias: Tensor1D): Tensor[] {
  const mean = rowMeans(input); // [n, 1]
  const centred = sub(input, mean) as Tensor2D; // [n, width]
  const inverse = rsqrt(add(rowMeans(square(centred)), LAYER_NORM_EPSILON)); // [n, 1]
  return [add(mul(mul(centred, inverse), gain), bias), mean, inverse];
}

function composedGradient(upstream: Tensor2D, { input, mean, inverse, gain }: Kept): Tensor[] {
  const normal = mul(sub(input, mean), inverse) as Tensor2D; // [n, width]
  const scaled = mul(upstream, gain) as Tensor2D; // gradient of the normalised rows
  const radial = mul(normal, rowMeans(mul(scaled, normal)));
  const inputGradient = mul(inverse, sub(sub(scaled, rowMeans(scaled)), radial));
  return [inputGradient, columnSums(mul(upstream, normal)), columnSums(upstream)];
}

/** [n, width] → [n, 1] */
function rowMeans(rows: Tensor2D): Tensor2D {
  return div(sum(rows, 1, true), rows.shape[1]);
}
