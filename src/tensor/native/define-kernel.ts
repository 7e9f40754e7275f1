import type { KernelBackend, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { type Heap, heapOf } from './heap.js';

export const NATIVE = 'native';

/** Outputs of a kernel from its inputs and attributes. Allocate every output before the first view is taken. */
export type NativeKernel<Inputs, Attributes> = (
  heap: Heap,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo | TensorInfo[];

/**
 * A kernel of the `native` backend. TensorFlow.js hands inputs and attributes over as untyped maps; the operation
 * that calls a kernel and the kernel agree on their names, which is stated here once for both.
 */
export function defineKernel<Inputs, Attributes = object>(
  kernelName: string,
  kernel: NativeKernel<Inputs, Attributes>,
): KernelConfig {
  return {
    kernelName,
    backendName: NATIVE,
    kernelFunc: ({ inputs, backend, attrs }) =>
      kernel(heapOf(backend as KernelBackend), inputs as Inputs, (attrs ?? {}) as Attributes),
  };
}
