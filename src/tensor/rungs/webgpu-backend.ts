import { setImmediate as nextTurn } from 'node:timers/promises';
import { type KernelBackend, util } from '@tensorflow/tfjs-core';
import type { Dawn, DawnAdapterInfo, DawnBuffer, DawnDevice, DawnGpu } from './dawn.js';
import { createDeviceReader } from './device-reader.js';

type HostValues = Float32Array | Int32Array | Uint8Array;
type DataType = 'float32' | 'int32' | 'bool';

/** What one tensor is to the WebGPU backend of TensorFlow.js. */
interface DeviceData {
  readonly dtype: DataType;
  readonly resource: DawnBuffer;
  /** Its values on the host, while they are known there; the package uses both ways of saying no. */
  values?: HostValues | null;
}

/** The members of that backend which reading needs. */
interface WebgpuBackend extends KernelBackend {
  readonly tensorMap: { get(dataId: object): DeviceData };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** The part of `@tensorflow/tfjs-backend-webgpu` that the ladder uses; the package is optional. */
export interface WebgpuPackage {
  readonly WebGPUBackend: new (device: DawnDevice, info: DawnAdapterInfo) => WebgpuBackend;
}

/**
 * The WebGPU backend of TensorFlow.js on a device of Dawn. Its own way of reading a tensor synchronously goes through
 * two canvases, which Node does not have; both ways of reading are replaced by one that waits for the GPU.
 * Dawn frees its command buffers in turns of the event loop: a long loop must let one pass now and then (a training
 * run does so between two steps), or the memory of the process grows by megabytes a step.
 */
export function createWebgpuBackend(options: {
  readonly tfjs: WebgpuPackage;
  readonly dawn: Dawn;
  readonly gpu: DawnGpu;
  readonly device: DawnDevice;
  readonly info: DawnAdapterInfo;
}): KernelBackend {
  const { tfjs, dawn, gpu, device, info } = options;
  Object.assign(globalThis, dawn.globals);
  const backend = withNavigator(gpu, () => new tfjs.WebGPUBackend(device, info));
  const readBuffer = createDeviceReader(device);
  backend.readSync = (dataId: object): HostValues => {
    const data = backend.tensorMap.get(dataId);
    if (data.values !== null && data.values !== undefined) return data.values;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.submitQueue();
    const values = util.convertBackendValuesAndArrayBuffer(
      readBuffer(data.resource),
      data.dtype,
    ) as HostValues;
    data.values = values;
    return values;
  };
  backend.read = async (dataId: object): Promise<HostValues> => {
    const values = backend.readSync(dataId) as HostValues;
    await nextTurn();
    return values;
  };
  return backend;
}

/**
 * The constructor looks for `navigator.gpu`. It stays for that one call only: other libraries take its presence for a
 * browser, and Dawn for a reason to keep the process alive.
 */
function withNavigator<Result>(gpu: DawnGpu, work: () => Result): Result {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator');
    else Object.defineProperty(globalThis, 'navigator', before);
  }
}
