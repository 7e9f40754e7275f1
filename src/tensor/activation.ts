import {
  add,
  relu as kernelRelu,
  sigmoid as kernelSigmoid,
  softplus as kernelSoftplus,
  tanh as kernelTanh,
  mul,
  square,
  step,
  sub,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { weightedTotal } from './weighted-total.js';
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
    const bend = kernelTanh(inner);
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

/** x where x > 0, else slope · x. */
export function leakyRelu(input: Tensor2D, slope = 0.01): Tensor2D {
  // slope · x + (1 − slope) · max(0, x)
  return withGradient([input] as const, (input) => ({
    value: weightedTotal([input, kernelRelu(input)], [slope, 1 - slope]),
    keep: [input],
    gradient: (upstream, tensors) => {
      const above = mul(upstream, step(kept<Tensor2D>(tensors, 0))) as Tensor2D;
      return [weightedTotal([upstream, above], [slope, 1 - slope])];
    },
  }));
}

export function tanh(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => {
    const bent = kernelTanh(input);
    return {
      value: bent,
      keep: [bent],
      gradient: (upstream, tensors) => [mul(upstream, sub(1, square(kept<Tensor2D>(tensors, 0))))],
    };
  });
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => {
    const bent = kernelSigmoid(input);
    return {
      value: bent,
      keep: [bent],
      gradient: (upstream, tensors) => {
        const s = kept<Tensor2D>(tensors, 0);
        return [mul(upstream, mul(s, sub(1, s)))];
      },
    };
  });
}

/** ln(1 + eˣ). */
export function softplus(input: Tensor2D): Tensor2D {
  return withGradient([input] as const, (input) => ({
    value: kernelSoftplus(input),
    keep: [input],
    gradient: (upstream, tensors) => [mul(upstream, kernelSigmoid(kept<Tensor2D>(tensors, 0)))],
  }));
}
