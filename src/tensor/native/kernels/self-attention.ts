import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AttentionShape } from '../../attention-pages.js';
import { batchedProduct } from '../batched-product.js';
import { defineKernel } from '../define-kernel.js';
import { type Heap, sizeOf } from '../heap.js';
import { nativeProgram } from '../native-program.js';
import { nativeSession } from '../native-session.js';
import type { OnnxSession, Operand } from '../onnx-runtime.js';

/** Queries, keys and values, side by side in one matrix: they come from one product. */
const ROLES = 3;

/** [batch, length, 3, heads, depth] → [3, batch, heads, length, depth] and back */
const SPLIT = transposition([2, 0, 3, 1, 4]);
const JOIN = transposition([1, 3, 0, 2, 4]);
/** [batch, length, heads, depth] ↔ [batch, heads, length, depth] */
const SWAP = transposition([0, 2, 1, 3]);

const PRODUCT = batchedProduct();
const PRODUCT_WITH_TRANSPOSED = batchedProduct({ transposeRight: true });
const PRODUCT_OF_TRANSPOSED = batchedProduct({ transposeLeft: true });

const SOFTMAX = nativeSession({
  nodes: [{ operator: 'Softmax', inputs: ['scores'], outputs: ['weights'], attributes: { axis: -1 } }],
  inputs: ['scores'],
  outputs: ['weights'],
});

/** Scores ← scores / √depth + mask. */
const MASK = nativeProgram({
  arrays: ['scores', 'mask'],
  scalars: ['scale'],
  stores: { scores: ['add', ['multiply', 'scores', 'scale'], 'mask'] },
});

/** Σ P ∘ dP of each query. */
const ALONG = nativeProgram({
  arrays: ['weights', 'gradient'],
  rowSums: { along: ['multiply', 'weights', 'gradient'] },
});

/** dP ← dS = P ∘ (dP − Σ P ∘ dP) / √depth. */
const SCORE_GRADIENT = nativeProgram({
  arrays: ['weights', 'gradient'],
  rowScalars: ['along'],
  scalars: ['scale'],
  stores: {
    gradient: ['multiply', ['multiply', 'weights', 'scale'], ['subtract', 'gradient', 'along']],
  },
});

function transposition(perm: readonly number[]): OnnxSession {
  return nativeSession({
    nodes: [{ operator: 'Transpose', inputs: ['from'], outputs: ['to'], attributes: { perm } }],
    inputs: ['from'],
    outputs: ['to'],
  });
}

interface Attributes {
  readonly shape: AttentionShape;
  /** 1/√depth */
  readonly scale: number;
}

interface ForwardInputs {
  /** [batch · length, 3 · width] */
  readonly projected: TensorInfo;
  /** [1, length, length] or [batch · heads, 1, length], added to the scores */
  readonly mask: TensorInfo;
}

/**
 * Mixed values [batch · length, width], attention weights [batch · heads, length, length], and queries, keys and values
 * in the order in which the gradient needs them [3, batch, heads, length, depth].
 */
export const selfAttentionKernel = defineKernel<ForwardInputs, Attributes>(
  'SelfAttention',
  (heap, { projected, mask }, { shape, scale }) => {
    const { batch, length, heads } = shape;
    const width = (projected.shape[1] as number) / ROLES;
    const depth = width / heads;
    const pages = batch * heads;
    const output = heap.allocate([batch * length, width]);
    const weights = heap.allocate([pages, length, length]);
    const roles = heap.allocate([ROLES, pages, length, depth]);
    const mixed = heap.allocate([pages, length, depth]);
    SPLIT.run(
      { from: heap.operand(projected, [batch, length, ROLES, heads, depth]) },
      { to: heap.operand(roles, [ROLES, batch, heads, length, depth]) },
    );
    const [query, key, value] = rolesOf(heap, roles);
    const scores = heap.operand(weights);
    PRODUCT_WITH_TRANSPOSED.run({ left: query, right: key }, { product: scores });
    addMask(heap, { scores: weights, mask, scale });
    // In place: the softmax has read a row to its end before it writes it.
    SOFTMAX.run({ scores }, { weights: scores });
    PRODUCT.run({ left: scores, right: value }, { product: heap.operand(mixed) });
    SWAP.run(
      { from: heap.operand(mixed, [batch, heads, length, depth]) },
      { to: heap.operand(output, [batch, length, heads, depth]) },
    );
    heap.release(mixed);
    return [output, weights, roles];
  },
);

function addMask(
  heap: Heap,
  options: { readonly scores: TensorInfo; readonly mask: TensorInfo; readonly scale: number },
): void {
  const { scores, mask } = options;
  const [pages, length] = scores.shape as [number, number, number];
  const scalars = { scale: options.scale };
  const isRowPerPage = mask.shape[0] === pages && mask.shape[1] === 1;
  if (!isRowPerPage) {
    const arrays = { scores, mask: { tensor: mask, shared: true } };
    MASK(heap, { rows: pages, count: length * length, arrays, scalars });
    return;
  }
  for (let page = 0; page < pages; page += 1) {
    const arrays = {
      scores: { tensor: scores, start: page * length * length },
      mask: { tensor: mask, start: page * length, shared: true },
    };
    MASK(heap, { rows: length, count: length, arrays, scalars });
  }
}

/** Queries, keys and values, each [batch · heads, length, depth]. */
function rolesOf(heap: Heap, roles: TensorInfo): readonly [Operand, Operand, Operand] {
  const values = heap.values(roles);
  const shape = roles.shape.slice(1);
  const size = sizeOf(shape);
  const role = (index: number): Operand => ({
    values: values.subarray(index * size, (index + 1) * size),
    shape,
  });
  return [role(0), role(1), role(2)];
}

interface BackwardInputs {
  /** [batch · length, width] */
  readonly upstream: TensorInfo;
  /** [batch · heads, length, length] */
  readonly weights: TensorInfo;
  /** [3, batch · heads, length, depth] */
  readonly roles: TensorInfo;
}

/** Gradient of `projected`. With P the weights: dV = Pᵀ·dO, dP = dO·Vᵀ, dQ = dS·K, dK = dSᵀ·Q. */
export const selfAttentionGradientKernel = defineKernel<BackwardInputs, Attributes>(
  'SelfAttentionGradient',
  (heap, { upstream, weights, roles }, { shape, scale }) => {
    const { batch, length, heads } = shape;
    const [, pages, , depth] = roles.shape as [number, number, number, number];
    const projectedGradient = heap.allocate([batch * length, ROLES * heads * depth]);
    const roleGradients = heap.allocate(roles.shape);
    const mixedGradient = heap.allocate([pages, length, depth]);
    const scoreGradient = heap.allocate(weights.shape);
    const along = heap.allocate([pages * length]);
    SWAP.run(
      { from: heap.operand(upstream, [batch, length, heads, depth]) },
      { to: heap.operand(mixedGradient, [batch, heads, length, depth]) },
    );
    const [query, key, value] = rolesOf(heap, roles);
    const [queryGradient, keyGradient, valueGradient] = rolesOf(heap, roleGradients);
    const mixed = heap.operand(mixedGradient);
    const scores = heap.operand(scoreGradient);
    PRODUCT_OF_TRANSPOSED.run({ left: heap.operand(weights), right: mixed }, { product: valueGradient });
    PRODUCT_WITH_TRANSPOSED.run({ left: mixed, right: value }, { product: scores });
    const rows = { rows: pages * length, count: length, arrays: { weights, gradient: scoreGradient } };
    ALONG(heap, { ...rows, perRow: { along } });
    SCORE_GRADIENT(heap, { ...rows, perRow: { along }, scalars: { scale } });
    PRODUCT.run({ left: scores, right: key }, { product: queryGradient });
    PRODUCT_OF_TRANSPOSED.run({ left: scores, right: query }, { product: keyGradient });
    JOIN.run(
      { from: heap.operand(roleGradients, [ROLES, batch, heads, length, depth]) },
      { to: heap.operand(projectedGradient, [batch, length, ROLES, heads, depth]) },
    );
    for (const temporary of [roleGradients, mixedGradient, scoreGradient, along]) heap.release(temporary);
    return projectedGradient;
  },
);
