import { availableParallelism } from 'node:os';
import { findBackend, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { startWasm } from '../rungs/start-wasm.js';
import { NATIVE } from './define-kernel.js';
import { nativeRuntime, nativeSession } from './native-session.js';
import { registerNativeKernels } from './register-native-kernels.js';

/**
 * Starts the `native` backend: the WebAssembly backend of TensorFlow.js, in whose memory all tensors lie, with the
 * matrix products and fused layers computed by ONNX Runtime's CPU library on views of that memory.
 * @returns what it is, in words
 * @throws Error in words when WebAssembly or ONNX Runtime does not work here; nothing is registered then.
 */
export async function startNative(): Promise<string> {
  if (!findBackend(NATIVE)) {
    const { version } = nativeRuntime();
    await startWasm();
    selfTest();
    const wasm = findBackend('wasm');
    registerNativeKernels();
    registerBackend(NATIVE, () => wasm);
    started = version;
  }
  if (!(await setBackend(NATIVE))) throw new Error('the backend did not start');
  return `ONNX Runtime ${started} on WebAssembly memory, ${availableParallelism()} threads`;
}

let started = '';

/** A product with known numbers, read from and written to the middle of a buffer. @throws Error when it is wrong. */
export function selfTest(): void {
  const buffer = new ArrayBuffer(256);
  const left = new Float32Array(buffer, 64, 6);
  const right = new Float32Array(buffer, 128, 6);
  const product = new Float32Array(buffer, 192, 4);
  left.set([1, 2, 3, 4, 5, 6]);
  right.set([7, 8, 9, 10, 11, 12]);
  const session = nativeSession({
    nodes: [{ operator: 'Gemm', inputs: ['left', 'right'], outputs: ['product'], attributes: { transB: 1 } }],
    inputs: ['left', 'right'],
    outputs: ['product'],
  });
  session.run(
    { left: { values: left, shape: [2, 3] }, right: { values: right, shape: [2, 3] } },
    { product: { values: product, shape: [2, 2] } },
  );
  if (product.join() !== '50,68,122,167') {
    throw new Error(`ONNX Runtime gave [${product.join()}] for a product that is [50,68,122,167]`);
  }
}
