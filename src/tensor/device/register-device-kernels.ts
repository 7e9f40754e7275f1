import {
  gather,
  getKernel,
  mul,
  registerKernel,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../fused-kernel.js';
import type { SparseMatrix } from '../sparse-product.js';
import { deviceAttention, deviceAttentionGradient } from './device-attention.js';

/** Inputs and attributes of one kernel; the operation that calls it states their names and shapes. */
type KernelOptions<Kernel extends (options: never) => unknown> = Parameters<Kernel>[0];

/**
 * Gives a backend whose tensors do not lie in the memory of this process (a GPU, libtensorflow) the kernels of the
 * operations that are loops on the host elsewhere, composed of kernels of its own: nothing is read back. What is registered already stays.
 */
export function registerDeviceKernels(backendName: string): void {
  const register = (kernelName: FusedKernel, compute: (options: never) => Tensor | Tensor[]): void => {
    if (getKernel(kernelName, backendName) !== undefined) return;
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => tidy(() => compute({ ...inputs, ...attrs } as never)),
    });
  };
  register('SelfAttention', (options: KernelOptions<typeof deviceAttention>) => deviceAttention(options));
  register('SelfAttentionGradient', (options: KernelOptions<typeof deviceAttentionGradient>) =>
    deviceAttentionGradient(options),
  );
  register('GatherRows', gatherRows);
  register('ScatterAddRows', scatterAddRows);
  register('SparseProduct', sparseProduct);
}

/** [rows, width] and n numbers → [n, width] */
function gatherRows(options: { readonly table: Tensor2D; readonly indices: Int32Array }): Tensor2D {
  return gather(options.table, tensor1d(options.indices, 'int32'));
}

/** Each of n rows added to the row of its number: [n, width] → [count, width]. The order of the sum is the GPU's. */
function scatterAddRows(options: {
  readonly rows: Tensor2D;
  readonly indices: Int32Array;
  readonly count: number;
}): Tensor2D {
  const { rows, indices, count } = options;
  return unsortedSegmentSum(rows, tensor1d(indices, 'int32'), count);
}

/** Each entry takes the row of its column, weighs it, and is added to its own row: → [rows, width] */
function sparseProduct(options: { readonly matrix: SparseMatrix; readonly dense: Tensor2D }): Tensor2D {
  const { matrix, dense } = options;
  const { rows, rowStarts, columns, values } = matrix;
  const owners = new Int32Array(columns.length);
  for (let row = 0; row < rows; row += 1) owners.fill(row, rowStarts[row], rowStarts[row + 1]);
  const sources = gather(dense, tensor1d(columns, 'int32')); // [entries, width]
  const weighed = mul(sources, tensor2d(values, [values.length, 1])) as Tensor2D; // [entries, width]
  return unsortedSegmentSum(weighed, tensor1d(owners, 'int32'), rows);
}
