import { add, mul, type Tensor2D } from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { type SparseMatrix, sparseTimesDense } from './sparse-product.js';
import { withGradient } from './with-gradient.js';

/**
 * Mean of the dense rows and of what `layers` propagations make of them, (X + A·X + A²·X + …) / (layers + 1): light
 * graph convolution (He et al. 2020, "LightGCN", equations 6 to 8). [n, width] → [n, width]
 * As X + A·(X + A·(X + …)) it takes one sparse product per layer and no pass over the layers besides, forward and
 * backward.
 */
export function layerMean(options: {
  /** A: [n, n] */
  readonly matrix: SparseMatrix;
  /** `transposed(matrix)`; for a symmetric matrix the matrix itself. */
  readonly transposed: SparseMatrix;
  /** [n, width] */
  readonly dense: Tensor2D;
  /** 0 gives the rows themselves. */
  readonly layers: number;
}): Tensor2D {
  const { matrix, transposed, layers } = options;
  return withGradient([options.dense] as const, (dense) => ({
    value: nested(matrix, dense, layers),
    keep: [],
    gradient: (upstream) => [nested(transposed, upstream, layers)],
  }));
}

function nested(matrix: SparseMatrix, dense: Tensor2D, layers: number): Tensor2D {
  let sum = dense.clone();
  for (let layer = 1; layer <= layers; layer += 1) {
    const before = sum;
    sum = productAndSum({
      matrix,
      dense: before,
      added: dense,
      scale: layer === layers ? 1 / (layers + 1) : 1,
    });
    before.dispose();
  }
  return sum;
}

/** scale · (matrix · dense + added) */
function productAndSum(options: {
  readonly matrix: SparseMatrix;
  readonly dense: Tensor2D;
  readonly added: Tensor2D;
  readonly scale: number;
}): Tensor2D {
  const { matrix, dense, added, scale } = options;
  const [product] = fused('SparseProductAndSum', { dense, added }, { matrix, scale }) ?? [
    mul(add(sparseTimesDense(matrix, dense), added), scale),
  ];
  return product as Tensor2D;
}
