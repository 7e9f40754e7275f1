import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  slice,
  softmax,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import type { AttentionShape } from '../attention-pages.js';
import { softmaxGradient } from '../softmax-gradient.js';

/** Queries, keys and values lie side by side in one matrix: they come from one product. */
const ROLES = 3;

/**
 * Attention of `selfAttention` in two batched products that stay on the device: softmax(scale · QKᵀ + mask)·V.
 * @returns mixed values [batch · length, width] and weights [batch · heads, length, length]
 */
export function deviceAttention(options: {
  /** [batch · length, 3 · width] */
  readonly projected: Tensor2D;
  /** Broadcasts to [batch · heads, length, length]. */
  readonly mask: Tensor3D;
  readonly shape: AttentionShape;
  readonly scale: number;
}): [Tensor2D, Tensor3D] {
  const { projected, mask, shape, scale } = options;
  const [query, key, value] = splitRoles(projected, shape); // [batch · heads, length, depth] each
  const scores = mul(matMul<Tensor3D>(query, key, false, true), scale); // [batch · heads, length, length]
  const weights = softmax(add(scores, mask)) as Tensor3D; // [batch · heads, length, length]
  return [joinHeads(matMul<Tensor3D>(weights, value), shape), weights];
}

/**
 * Gradient of `projected`. With P the weights: dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P ∘ (dP − Σ P ∘ dP), dQ = dS·K,
 * dK = dSᵀ·Q. → [batch · length, 3 · width]
 */
export function deviceAttentionGradient(options: {
  /** [batch · length, width] */
  readonly upstream: Tensor2D;
  /** [batch · length, 3 · width] */
  readonly projected: Tensor2D;
  /** [batch · heads, length, length] */
  readonly weights: Tensor3D;
  readonly shape: AttentionShape;
  readonly scale: number;
}): Tensor2D {
  const { upstream, projected, weights, shape, scale } = options;
  const [query, key, value] = splitRoles(projected, shape); // [batch · heads, length, depth] each
  const mixed = splitHeads(upstream, shape); // [batch · heads, length, depth]
  const weightGradient = matMul<Tensor3D>(mixed, value, false, true); // [batch · heads, length, length]
  const scoreGradient = mul(softmaxGradient(weights, weightGradient), scale) as Tensor3D;
  const parts = [
    matMul<Tensor3D>(scoreGradient, key),
    matMul<Tensor3D>(scoreGradient, query, true, false),
    matMul<Tensor3D>(weights, mixed, true, false),
  ].map((part) => joinHeads(part, shape)); // [batch · length, width] each
  return concat(parts, 1);
}

/** [batch · length, 3 · width] → three times [batch · heads, length, depth] */
function splitRoles(projected: Tensor2D, shape: AttentionShape): [Tensor3D, Tensor3D, Tensor3D] {
  const [rows, columns] = projected.shape;
  const width = columns / ROLES;
  const role = (index: number): Tensor3D =>
    splitHeads(slice(projected, [0, index * width], [rows, width]), shape);
  return [role(0), role(1), role(2)];
}

/** [batch · length, width] → [batch · heads, length, depth] */
function splitHeads(rows: Tensor2D, { batch, length, heads }: AttentionShape): Tensor3D {
  const depth = rows.shape[1] / heads;
  const apart = reshape(rows, [batch, length, heads, depth]) as Tensor4D;
  return reshape(transpose(apart, [0, 2, 1, 3]), [batch * heads, length, depth]);
}

/** [batch · heads, length, depth] → [batch · length, heads · depth] */
function joinHeads(stack: Tensor3D, { batch, length, heads }: AttentionShape): Tensor2D {
  const depth = stack.shape[2];
  const apart = reshape(stack, [batch, heads, length, depth]) as Tensor4D;
  return reshape(transpose(apart, [0, 2, 1, 3]), [batch * length, heads * depth]);
}
