import { copyRegisteredKernels, getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { NATIVE } from './define-kernel.js';
import { adamWUpdateKernel } from './kernels/adamw.js';
import { classResidualGradientKernel, classResidualKernel } from './kernels/class-residual.js';
import { concatColumnsKernel, sliceColumnsKernel } from './kernels/columns.js';
import { softplusKernel, tanhKernel } from './kernels/element-wise.js';
import { feedForwardGradientKernel, feedForwardKernel } from './kernels/feed-forward.js';
import { historyAttentionGradientKernel, historyAttentionKernel } from './kernels/history-attention.js';
import { identityKernel } from './kernels/identity.js';
import { layerNormGradientKernel, layerNormKernel } from './kernels/layer-norm.js';
import { linearGradientKernel, linearKernel } from './kernels/linear.js';
import { matMulKernel } from './kernels/mat-mul.js';
import { pairRankingGradientKernel, pairRankingKernel } from './kernels/pair-ranking.js';
import { multiplyRowsKernel, rowDotsKernel } from './kernels/row-products.js';
import { gatherRowsKernel, scatterAddRowsKernel, unsortedSegmentSumKernel } from './kernels/rows.js';
import { selfAttentionGradientKernel, selfAttentionKernel } from './kernels/self-attention.js';
import { sparseProductAndSumKernel, sparseProductKernel } from './kernels/sparse-product.js';
import { sumOfSquaresKernel } from './kernels/sum-of-squares.js';
import { weightedSumKernel } from './kernels/weighted-sum.js';

/** Every kernel that `native` has of its own. */
export const NATIVE_KERNELS = [
  identityKernel,
  matMulKernel,
  tanhKernel,
  softplusKernel,
  unsortedSegmentSumKernel,
  linearKernel,
  linearGradientKernel,
  feedForwardKernel,
  feedForwardGradientKernel,
  layerNormKernel,
  layerNormGradientKernel,
  selfAttentionKernel,
  selfAttentionGradientKernel,
  classResidualKernel,
  classResidualGradientKernel,
  gatherRowsKernel,
  scatterAddRowsKernel,
  sparseProductKernel,
  sparseProductAndSumKernel,
  historyAttentionKernel,
  historyAttentionGradientKernel,
  pairRankingKernel,
  pairRankingGradientKernel,
  weightedSumKernel,
  multiplyRowsKernel,
  rowDotsKernel,
  sliceColumnsKernel,
  concatColumnsKernel,
  sumOfSquaresKernel,
  adamWUpdateKernel,
] as const;

/** The kernels of `wasm` under the name `native`, with the slow and the missing ones replaced. Once a process. */
export function registerNativeKernels(): void {
  copyRegisteredKernels('wasm', NATIVE);
  for (const kernel of NATIVE_KERNELS) {
    if (getKernel(kernel.kernelName, NATIVE) !== undefined) unregisterKernel(kernel.kernelName, NATIVE);
    registerKernel(kernel);
  }
}
