import type { DataId, DataStorage, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import type { Operand } from './onnx-runtime.js';

/**
 * Tensors of the WebAssembly backend as views of its memory. Any allocation may move that memory, so every output
 * is allocated before the first view of a kernel is taken.
 */
export interface Heap {
  /** The WebAssembly memory itself, for code that runs in it. */
  readonly memory: object;
  /** Byte offset of a tensor's values. */
  offset(tensor: TensorInfo): number;
  /** A new float32 tensor; its values are whatever lay there. */
  allocate(shape: readonly number[]): TensorInfo;
  /** A copy of indices in the memory, to be released by the kernel. */
  copyIntegers(indices: Int32Array): TensorInfo;
  /** Frees a tensor that was allocated for the time of a kernel only. */
  release(tensor: TensorInfo): void;
  /** A second tensor on the same values, which live until both are disposed. */
  share(tensor: TensorInfo): TensorInfo;
  /** Its values in place. @throws TypeError unless they are float32. */
  values(tensor: TensorInfo): Float32Array;
  /** Values of an int32 tensor in place. */
  integers(tensor: TensorInfo): Int32Array;
  /** Its values in place, read in its own shape or in another of the same size. */
  operand(tensor: TensorInfo, shape?: readonly number[]): Operand;
}

/** The members of `BackendWasm` that are used here; its own typings leave the memory out. */
interface WasmMemoryBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array; readonly asm: { readonly memory: object } };
  readonly dataIdMap: DataStorage<{ readonly memoryOffset: number }>;
  disposeData(dataId: DataId): boolean;
  incRef(dataId: DataId): void;
  makeOutput(shape: number[], type: 'float32'): TensorInfo;
}

/** The memory behind the backend that a kernel was called with. */
export function heapOf(backend: KernelBackend): Heap {
  const owner = backend as KernelBackend & WasmMemoryBackend;
  const offsetOf = ({ dataId }: TensorInfo): number => owner.dataIdMap.get(dataId).memoryOffset;
  const values = (tensor: TensorInfo): Float32Array => {
    if (tensor.dtype !== 'float32') throw new TypeError(`A native kernel was given ${tensor.dtype} values.`);
    return new Float32Array(owner.wasm.HEAPU8.buffer, offsetOf(tensor), sizeOf(tensor.shape));
  };
  return {
    memory: owner.wasm.asm.memory,
    offset: offsetOf,
    allocate: (shape) => owner.makeOutput([...shape], 'float32'),
    copyIntegers(indices) {
      // The type of the tensor is of no account: nobody but the kernel sees it.
      const copy = owner.makeOutput([indices.length], 'float32');
      new Int32Array(owner.wasm.HEAPU8.buffer, offsetOf(copy), indices.length).set(indices);
      return copy;
    },
    release: ({ dataId }) => void owner.disposeData(dataId),
    share({ dataId, shape, dtype }) {
      owner.incRef(dataId);
      return { dataId, shape, dtype };
    },
    values,
    integers: (tensor) => new Int32Array(owner.wasm.HEAPU8.buffer, offsetOf(tensor), sizeOf(tensor.shape)),
    operand: (tensor, shape = tensor.shape) => ({ values: values(tensor), shape }),
  };
}

/** Numbers in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
