import { add, relu as kernelRelu, mul, square, step, sub, type Tensor2D, tanh } from '@tensorflow/tfjs-core';
import { kept, withGradient } from './with-gradient.js';

/** max(0, x). */
export function relu(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => {
    const positive = kernelRelu(input);
    return {
      value: positive,
      keep: [positive],
      gradient: (upstream, tensors) => [mul(upstream, step(kept<Tensor2D>(tensors, 0)))],
    };
  });
}

/**
 * max(0, x)², the activation of So et al. 2021 ("Primer"). It costs two cheap element-wise passes;
 * `tanh` on WebAssembly takes 20 times as long.
 */
export function squaredRelu(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => {
    const positive = kernelRelu(input);
    return {
      value: square(positive),
      keep: [positive],
      gradient: (upstream, tensors) => [mul(mul(upstream, kept<Tensor2D>(tensors, 0)), 2)],
    };
  });
}

const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/** x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2, Hendrycks and Gimpel 2016, the tanh form. */
export function gelu(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => {
    const squared = square(input);
    const inner = mul(mul(input, add(mul(squared, GELU_CUBIC), 1)), GELU_SCALE);
    const bend = tanh(inner);
    return {
      value: mul(mul(input, add(bend, 1)), 0.5),
      keep: [input, bend],
      gradient: (upstream, tensors) => {
        const x = kept<Tensor2D>(tensors, 0);
        const t = kept<Tensor2D>(tensors, 1);
        const innerSlope = mul(add(mul(square(x), 3 * GELU_CUBIC), 1), GELU_SCALE);
        const slope = add(mul(add(t, 1), 0.5), mul(mul(mul(x, 0.5), sub(1, square(t))), innerSlope));
        return [mul(upstream, slope)];
      },
    };
  });
}
