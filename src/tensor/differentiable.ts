import {
  add,
  concat,
  reshape as kernelReshape,
  mul,
  slice,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/*
 * The few plain operations that a model may put between its layers. No stock gradient of TensorFlow.js is
 * registered: an operation without a gradient of our own fails at once instead of being slow.
 */

/** Sum of two tensors of one shape. */
export function plus<Kind extends Tensor>(left: Kind, right: Kind): Kind {
  return withGradient([left, right] as const, (left, right) => ({
    value: add(left, right) as Kind,
    keep: [],
    gradient: (upstream) => [upstream.clone(), upstream.clone()],
  }));
}

/** The same values in another shape. */
export function reshape<Kind extends Tensor>(input: Tensor, shape: readonly number[]): Kind {
  const before = input.shape;
  return withGradient([input] as const, (input) => ({
    value: kernelReshape(input, [...shape]) as Tensor as Kind,
    keep: [],
    gradient: (upstream) => [kernelReshape(upstream, before)],
  }));
}

/** Matrices of one width, one below the other: [n₁, width], [n₂, width] … → [n₁ + n₂ + …, width] */
export function concatRows(inputs: readonly Tensor2D[]): Tensor2D {
  const counts = inputs.map((input) => input.shape[0]);
  return withGradient([...inputs], (...inputs) => ({
    value: concat(inputs, 0),
    keep: [],
    gradient: (upstream) => {
      let start = 0;
      return counts.map((count) => {
        const part = slice(upstream, [start, 0], [count, upstream.shape[1]]);
        start += count;
        return part;
      });
    },
  }));
}

/** Every value times one number. */
export function scaled<Kind extends Tensor>(input: Kind, factor: number): Kind {
  return withGradient([input] as const, (input) => ({
    value: mul(input, factor) as Kind,
    keep: [],
    gradient: (upstream) => [mul(upstream, factor)],
  }));
}
