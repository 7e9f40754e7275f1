import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type SparseMatrix, sparseProductInto } from '../../sparse-product.js';
import { defineKernel } from '../define-kernel.js';

/** Sparse [rows, n] · dense [n, width] → [rows, width], in place in the memory of the backend. */
export const sparseProductKernel = defineKernel<
  { readonly dense: TensorInfo },
  { readonly matrix: SparseMatrix }
>('SparseProduct', (heap, { dense }, { matrix }) => {
  const width = dense.shape[1] as number;
  const product = heap.allocate([matrix.rows, width]);
  const values = heap.values(product).fill(0);
  sparseProductInto({ matrix, dense: heap.values(dense), width, product: values });
  return product;
});
