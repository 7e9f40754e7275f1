import { add, div, mul, rsqrt, square, sub, sum, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { columnSums } from './product.js';
import { kept, withGradient } from './with-gradient.js';

const EPSILON = 1e-5;

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
    const centred = sub(input, rowMeans(input)) as Tensor2D; // [n, width]
    const inverse = rsqrt(add(rowMeans(square(centred)), EPSILON)) as Tensor2D; // [n, 1]
    const normal = mul(centred, inverse) as Tensor2D; // [n, width]
    return {
      value: add(mul(normal, gain), bias) as Tensor2D,
      keep: [normal, inverse, gain],
      gradient: (upstream, tensors) => {
        const x = kept<Tensor2D>(tensors, 0);
        const scaled = mul(upstream, kept<Tensor1D>(tensors, 2)) as Tensor2D; // gradient of the normalised rows
        const radial = mul(x, rowMeans(mul(scaled, x)));
        const inputGradient = mul(kept<Tensor2D>(tensors, 1), sub(sub(scaled, rowMeans(scaled)), radial));
        return [inputGradient, columnSums(mul(upstream, x)), columnSums(upstream)];
      },
    };
  });
}

/** [n, width] → [n, 1] */
function rowMeans(rows: Tensor2D): Tensor2D {
  return div(sum(rows, 1, true), rows.shape[1]);
}
