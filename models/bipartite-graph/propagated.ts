import { layerMean } from '../../src/tensor/layer-mean.js';
import type { SparseMatrix } from '../../src/tensor/sparse-product.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';

/**
 * Light graph convolution (He et al. 2020, eqs. 3 and 4): the mean of the table and of its 1st … last propagation.
 * @returns [nodes, width]
 */
export function propagated(options: {
  /** Symmetric, [nodes, nodes] */
  readonly matrix: SparseMatrix;
  /** [nodes, width] */
  readonly table: Tensor2D;
  readonly layers: number;
}): Tensor2D {
  const { matrix, table, layers } = options;
  return layerMean({ matrix, transposed: matrix, dense: table, layers });
}
