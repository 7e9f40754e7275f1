import { add, mul, softmax, type Tensor2D, type Tensor3D, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { type AttentionShape, type Page, pageProduct, sequencePage, stackPage } from './attention-pages.js';
import { fused } from './fused-kernel.js';
import { softmaxGradient } from './softmax-gradient.js';
import { kept, withGradient } from './with-gradient.js';

/** Queries, keys and values lie side by side in one matrix: they come from one product. */
const ROLES = 3;
const [QUERY, KEY, VALUE] = [0, 1, 2] as const;

/**
 * Multi-head self-attention, softmax(QKᵀ/√d + mask)·V per sequence and head (Vaswani et al. 2017), with the
 * closed-form gradient.
 * Where it is not fused: one plain product per sequence and head: the batched product of the WebAssembly backend runs at 2 GFLOP/s, its
 * plain product at 30.
 * @returns [batch · length, width]
 */
export function selfAttention(options: {
  /** [batch · length, 3 · width]: queries, keys, values side by side, each split evenly between the heads */
  readonly projected: Tensor2D;
  readonly shape: AttentionShape;
  /** Added to the scores [batch · heads, length, length]: [1, length, length] or [batch · heads, 1, length]. */
  readonly mask: Tensor3D;
}): Tensor2D {
  const { shape, mask } = options;
  const scale = 1 / Math.sqrt((options.projected.shape[1] as number) / (ROLES * shape.heads));
  return withGradient([options.projected] as const, (projected) => {
    const attended = fused('SelfAttention', { projected, mask }, { shape, scale });
    const [output, weights, roles] = attended ?? mixedByPage({ projected, mask, shape, scale });
    return {
      value: output as Tensor2D,
      // A fused kernel may keep queries, keys and values in an order of its own.
      keep: [weights as Tensor3D, roles ?? projected],
      gradient: (upstream, tensors) => {
        const weights = kept<Tensor3D>(tensors, 0);
        const source = kept<Tensor2D>(tensors, 1);
        const inputs = roles === undefined ? { projected: source } : { roles: source };
        return (
          fused('SelfAttentionGradient', { upstream, weights, ...inputs }, { shape, scale }) ?? [
            attentionGradient({ upstream, weights, projected: source, shape, scale }),
          ]
        );
      },
    };
  });
}

/** Mixed values [batch · length, width] and attention weights [batch · heads, length, length]. */
function mixedByPage(options: {
  readonly projected: Tensor2D;
  readonly mask: Tensor3D;
  readonly shape: AttentionShape;
  readonly scale: number;
}): [Tensor2D, Tensor3D] {
  const { projected, mask, shape, scale } = options;
  const values = projected.dataSync<'float32'>();
  const part = partsOf(values, shape, ROLES);
  const scores = eachPage(shape, (target, index) =>
    pageProduct({ left: part(QUERY, index), right: part(KEY, index), transposeRight: true, target }),
  );
  const weights = softmax(add(mul(scores, scale), mask)) as Tensor3D; // [batch · heads, length, length]
  const mixed = new Float32Array(values.length / ROLES);
  const mixedPart = partsOf(mixed, shape, 1);
  const weightValues = weights.dataSync<'float32'>();
  for (let index = 0; index < shape.batch * shape.heads; index += 1) {
    const left = stackPage(weightValues, shape, index);
    pageProduct({ left, right: part(VALUE, index), target: mixedPart(0, index) });
  }
  return [
    tensor2d(mixed, [shape.batch * shape.length, mixed.length / (shape.batch * shape.length)]),
    weights,
  ];
}

/** With P the weights: dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P ∘ (dP − Σ P ∘ dP), dQ = dS·K, dK = dSᵀ·Q. */
function attentionGradient(options: {
  readonly upstream: Tensor2D;
  readonly projected: Tensor2D;
  readonly weights: Tensor3D;
  readonly shape: AttentionShape;
  readonly scale: number;
}): Tensor2D {
  const { upstream, projected, weights, shape, scale } = options;
  const part = partsOf(projected.dataSync<'float32'>(), shape, ROLES);
  const upstreamPart = partsOf(upstream.dataSync<'float32'>(), shape, 1);
  const weightValues = weights.dataSync<'float32'>();
  const weightGradient = eachPage(shape, (target, index) =>
    pageProduct({ left: upstreamPart(0, index), right: part(VALUE, index), transposeRight: true, target }),
  );
  const scoreGradient = mul(softmaxGradient(weights, weightGradient), scale).dataSync<'float32'>();
  const result = new Float32Array(projected.size);
  const resultPart = partsOf(result, shape, ROLES);
  for (let index = 0; index < shape.batch * shape.heads; index += 1) {
    const scores = stackPage(scoreGradient, shape, index);
    pageProduct({ left: scores, right: part(KEY, index), target: resultPart(QUERY, index) });
    pageProduct({
      left: scores,
      transposeLeft: true,
      right: part(QUERY, index),
      target: resultPart(KEY, index),
    });
    pageProduct({
      left: stackPage(weightValues, shape, index),
      transposeLeft: true,
      right: upstreamPart(0, index),
      target: resultPart(VALUE, index),
    });
  }
  return tensor2d(result, projected.shape);
}

/** Pages of a matrix by role and running number (sequence after sequence, head after head). */
function partsOf(values: Float32Array, shape: AttentionShape, roles: number) {
  return (role: number, index: number): Page =>
    sequencePage({
      values,
      shape,
      sequence: Math.floor(index / shape.heads),
      head: index % shape.heads,
      role,
      roles,
    });
}

/** Fills the pages of a stack. → [batch · heads, length, length] */
function eachPage(shape: AttentionShape, fill: (target: Page, index: number) => void): Tensor3D {
  const count = shape.batch * shape.heads;
  const values = new Float32Array(count * shape.length * shape.length);
  for (let index = 0; index < count; index += 1) fill(stackPage(values, shape, index), index);
  return tensor3d(values, [count, shape.length, shape.length]);
}
