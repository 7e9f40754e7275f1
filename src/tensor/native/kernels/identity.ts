import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';

/**
 * `tf.clone` without a copy: the clone shares the memory and is counted. The WebAssembly backend (4.22) copies, and
 * every tensor that a gradient keeps is cloned.
 */
export const identityKernel = defineKernel<{ readonly x: TensorInfo }>('Identity', (heap, { x }) =>
  heap.share(x),
);
