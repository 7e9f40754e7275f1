import { engine, getBackend, getKernel, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** What a fused kernel is told besides its tensors. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** Kernels of our own that a backend may have beside those of TensorFlow.js; `native` has them all. */
export const FUSED_KERNELS = [
  'Linear',
  'LinearGradient',
  'FeedForward',
  'FeedForwardGradient',
  'LayerNorm',
  'LayerNormGradient',
  'SelfAttention',
  'SelfAttentionGradient',
  'ClassResidual',
  'ClassResidualGradient',
  'GatherRows',
  'ScatterAddRows',
  'SparseProduct',
  'SparseProductAndSum',
  'HistoryAttention',
  'HistoryAttentionGradient',
  'PairRanking',
  'PairRankingGradient',
  'WeightedSum',
  'MultiplyRows',
  'RowDots',
  'SliceColumns',
  'ConcatColumns',
  'SumOfSquares',
  'AdamWUpdate',
] as const;
export type FusedKernel = (typeof FUSED_KERNELS)[number];

/**
 * Runs a fused kernel where the current backend has it.
 * @returns its outputs, or `undefined`: compose the operation from plain kernels then
 */
export function fused(
  name: FusedKernel,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: KernelAttributes = {},
): Tensor[] | undefined {
  if (getKernel(name, getBackend()) === undefined) return undefined;
  const outputs = engine().runKernel<Tensor | Tensor[]>(name, inputs as NamedTensorMap, attributes as never);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** True where `fused` runs this kernel. */
export function hasFused(name: FusedKernel): boolean {
  return getKernel(name, getBackend()) !== undefined;
}
