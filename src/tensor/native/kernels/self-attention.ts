import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AttentionShape } from '../../attention-pages.js';
import { defineKernel } from '../define-kernel.js';
import { nativeSession } from '../native-session.js';
import type { OnnxNode } from '../onnx-graph.js';

/** Side by side in one matrix: they come from one product. */
const ROLES = ['query', 'key', 'value'] as const;
const BY_ROLE_AND_HEAD = [2, 0, 3, 1, 4];
const BY_HEAD = [0, 2, 1, 3];
const FROM_ROLE_AND_HEAD = [1, 3, 0, 2, 4];

/** [batch, length, 3, heads, depth] → query, key and value, each [1, batch, heads, length, depth] */
const SPLIT_ROLES: readonly OnnxNode[] = [
  {
    operator: 'Transpose',
    inputs: ['projected'],
    outputs: ['roles'],
    attributes: { perm: BY_ROLE_AND_HEAD },
  },
  { operator: 'Split', inputs: ['roles'], outputs: ROLES, attributes: { axis: 0 } },
];

const FORWARD = nativeSession({
  nodes: [
    ...SPLIT_ROLES,
    product({ left: 'query', right: 'key', result: 'rawScores', transB: 1 }),
    { operator: 'Mul', inputs: ['rawScores', 'scale'], outputs: ['scores'] },
    { operator: 'Add', inputs: ['scores', 'mask'], outputs: ['masked'] },
    { operator: 'Softmax', inputs: ['masked'], outputs: ['weights'], attributes: { axis: -1 } },
    product({ left: 'weights', right: 'value', result: 'mixed' }),
    {
      operator: 'Transpose',
      inputs: ['mixed'],
      outputs: ['output'],
      attributes: { perm: [0, ...BY_HEAD.map((axis) => axis + 1)] },
    },
  ],
  inputs: ['projected', 'mask', 'scale'],
  outputs: ['output', 'weights'],
});

/** With P the weights: dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P ∘ (dP − Σ P ∘ dP), dQ = dS·K/√d, dK = dSᵀ·Q/√d. */
const BACKWARD = nativeSession({
  nodes: [
    ...SPLIT_ROLES,
    {
      operator: 'Transpose',
      inputs: ['upstream'],
      outputs: ['mixedGradient'],
      attributes: { perm: [0, ...BY_HEAD.map((axis) => axis + 1)] },
    },
    product({ left: 'weights', right: 'mixedGradient', result: 'valueGradient', transA: 1 }),
    product({ left: 'mixedGradient', right: 'value', result: 'weightGradient', transB: 1 }),
    { operator: 'Mul', inputs: ['weightGradient', 'weights'], outputs: ['along'] },
    { operator: 'ReduceSum', inputs: ['along', 'lastAxis'], outputs: ['alongSum'] },
    { operator: 'Mul', inputs: ['weights', 'alongSum'], outputs: ['radial'] },
    { operator: 'Sub', inputs: ['along', 'radial'], outputs: ['unscaled'] },
    { operator: 'Mul', inputs: ['unscaled', 'scale'], outputs: ['scoreGradient'] },
    product({ left: 'scoreGradient', right: 'key', result: 'queryGradient' }),
    product({ left: 'scoreGradient', right: 'query', result: 'keyGradient', transA: 1 }),
    {
      operator: 'Concat',
      inputs: ['queryGradient', 'keyGradient', 'valueGradient'],
      outputs: ['roleGradients'],
      attributes: { axis: 0 },
    },
    {
      operator: 'Transpose',
      inputs: ['roleGradients'],
      outputs: ['projectedGradient'],
      attributes: { perm: FROM_ROLE_AND_HEAD },
    },
  ],
  inputs: ['projected', 'weights', 'upstream', 'scale'],
  outputs: ['projectedGradient'],
  constants: [{ name: 'lastAxis', values: [-1] }],
});

function product(options: {
  readonly left: string;
  readonly right: string;
  readonly result: string;
  readonly transA?: number;
  readonly transB?: number;
}): OnnxNode {
  const { left, right, result, transA = 0, transB = 0 } = options;
  return {
    operator: 'FusedMatMul',
    domain: 'com.microsoft',
    inputs: [left, right],
    outputs: [result],
    attributes: { transA, transB },
  };
}

interface Attributes {
  readonly shape: AttentionShape;
  /** 1/√depth */
  readonly scale: number;
}

interface ForwardInputs {
  /** [batch · length, 3 · width] */
  readonly projected: TensorInfo;
  /** Broadcasts to [batch · heads, length, length]. */
  readonly mask: TensorInfo;
}

/** Mixed values [batch · length, width] and attention weights [batch · heads, length, length]. */
export const selfAttentionKernel = defineKernel<ForwardInputs, Attributes>(
  'SelfAttention',
  (heap, { projected, mask }, { shape, scale }) => {
    const { batch, length, heads } = shape;
    const width = (projected.shape[1] as number) / ROLES.length;
    const output = heap.allocate([batch * length, width]);
    const weights = heap.allocate([batch * heads, length, length]);
    const [pages, rows, columns] = mask.shape as [number, number, number];
    const maskShape = pages === 1 ? [1, 1, 1, rows, columns] : [1, batch, heads, rows, columns];
    FORWARD.run(
      {
        projected: heap.operand(projected, [batch, length, ROLES.length, heads, width / heads]),
        mask: heap.operand(mask, maskShape),
        scale: { values: Float32Array.of(scale), shape: [] },
      },
      {
        output: heap.operand(output, [1, batch, length, heads, width / heads]),
        weights: heap.operand(weights, [1, batch, heads, length, length]),
      },
    );
    return [output, weights];
  },
);

interface BackwardInputs {
  /** [batch · length, width] */
  readonly upstream: TensorInfo;
  /** [batch · length, 3 · width] */
  readonly projected: TensorInfo;
  /** [batch · heads, length, length] */
  readonly weights: TensorInfo;
}

/** Gradient of `projected`. */
export const selfAttentionGradientKernel = defineKernel<BackwardInputs, Attributes>(
  'SelfAttentionGradient',
  (heap, { upstream, projected, weights }, { shape, scale }) => {
    const { batch, length, heads } = shape;
    const depth = (upstream.shape[1] as number) / heads;
    const projectedGradient = heap.allocate(projected.shape);
    const roleShape = [batch, length, ROLES.length, heads, depth];
    BACKWARD.run(
      {
        projected: heap.operand(projected, roleShape),
        weights: heap.operand(weights, [1, batch, heads, length, length]),
        upstream: heap.operand(upstream, [1, batch, length, heads, depth]),
        scale: { values: Float32Array.of(scale), shape: [] },
      },
      { projectedGradient: heap.operand(projectedGradient, roleShape) },
    );
    return projectedGradient;
  },
);
