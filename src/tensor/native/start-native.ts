import { availableParallelism } from 'node:os';
import { findBackend, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import type { StartOptions } from '../rungs/start-rung.js';
import { startWasm } from '../rungs/start-wasm.js';
import { NATIVE } from './define-kernel.js';
import { heapOf } from './heap.js';
import { nativeProgram } from './native-program.js';
import { provideNativeRuntime } from './native-session.js';
import { onnxModel } from './onnx-graph.js';
import { loadOnnxRuntime, type OnnxRuntime } from './onnx-runtime.js';
import { registerNativeKernels } from './register-native-kernels.js';

/** The rung's options, and how ONNX Runtime is loaded. */
interface NativeOptions extends Partial<StartOptions> {
  readonly load?: () => OnnxRuntime;
}

/**
 * Starts the `native` backend: the WebAssembly backend of TensorFlow.js, in whose memory all tensors lie, with the
 * matrix products and fused layers computed by ONNX Runtime's CPU library on views of that memory.
 * @returns what it is, in words
 * @throws Error in words when WebAssembly or ONNX Runtime does not work here; nothing is registered then.
 */
export async function startNative(options: NativeOptions = {}): Promise<string> {
  const { threads = availableParallelism(), load = () => loadOnnxRuntime(undefined, threads) } = options;
  if (!findBackend(NATIVE)) {
    const runtime = load();
    testProduct(runtime);
    await startWasm();
    const wasm = findBackend('wasm');
    testVectorProgram(wasm);
    provideNativeRuntime(runtime);
    registerNativeKernels();
    registerBackend(NATIVE, () => wasm);
    started = runtime.version;
  }
  if (!(await setBackend(NATIVE))) throw new Error('the backend did not start');
  return `ONNX Runtime ${started} on WebAssembly memory, ${threads} threads`;
}

let started = '';

/** A product with known numbers, read from and written to the middle of a buffer. @throws Error when it is wrong. */
function testProduct(runtime: OnnxRuntime): void {
  const buffer = new ArrayBuffer(256);
  const left = new Float32Array(buffer, 64, 6);
  const right = new Float32Array(buffer, 128, 6);
  const product = new Float32Array(buffer, 192, 4);
  left.set([1, 2, 3, 4, 5, 6]);
  right.set([7, 8, 9, 10, 11, 12]);
  const model = onnxModel({
    nodes: [{ operator: 'Gemm', inputs: ['left', 'right'], outputs: ['product'], attributes: { transB: 1 } }],
    inputs: ['left', 'right'],
    outputs: ['product'],
  });
  runtime
    .createSession(model)
    .run(
      { left: { values: left, shape: [2, 3] }, right: { values: right, shape: [2, 3] } },
      { product: { values: product, shape: [2, 2] } },
    );
  if (product.join() !== '50,68,122,167') {
    throw new Error(`ONNX Runtime gave [${product.join()}] for a product that is [50,68,122,167]`);
  }
}

const DOUBLE = nativeProgram({ arrays: ['values'], stores: { values: ['add', 'values', 'values'] } });

/** Four lanes and one in the memory of the backend. @throws Error where there is no SIMD or the result is wrong. */
function testVectorProgram(wasm: Parameters<typeof heapOf>[0]): void {
  const heap = heapOf(wasm);
  const values = heap.allocate([5]);
  heap.values(values).set([1, 2, 3, 4, 5]);
  DOUBLE(heap, { count: 5, arrays: { values } });
  const doubled = heap.values(values).join();
  heap.release(values);
  if (doubled !== '2,4,6,8,10') throw new Error(`a vector program gave [${doubled}] for [2,4,6,8,10]`);
}
