import { engine } from '@tensorflow/tfjs-core';
import { memory } from '../../src/tensor/tensor.js';

/** Tensors and bytes that TensorFlow.js counts, and the arrays in the WebAssembly memory, which it does not. */
export function occupiedMemory(): object {
  const { numTensors, numBytes, numDataBuffers } = memory();
  return { numTensors, numBytes, numDataBuffers, arrays: engine().backend.numDataIds() };
}
