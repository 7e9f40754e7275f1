import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  findBackend,
  type KernelBackend,
  registerBackend,
  removeBackend,
  setBackend,
  square,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { registerDeviceKernels } from '../device/register-device-kernels.js';
import { addInGroups } from './add-in-groups.js';
import type { Dawn, DawnAdapter, DawnAdapterInfo, DawnGpu } from './dawn.js';
import { hasGraphicsDevice } from './graphics-device.js';
import { loadOptional } from './load-optional.js';
import { RungAbsentError } from './rung-absent.js';
import type { StartOptions } from './start-rung.js';
import { createWebgpuBackend, type WebgpuPackage } from './webgpu-backend.js';

const NAME = 'webgpu';
const DRIVER_HINT = 'Install the driver of the GPU, with Vulkan support';
const SOFTWARE_HINT =
  'A software adapter, slower than WebAssembly, is used when it is asked for: `--backend webgpu`';

/**
 * TensorFlow.js on the GPU of any maker through WebGPU (Dawn), over Vulkan, Metal or Direct3D 12.
 * The two packages it needs are optional dependencies. A software adapter (SwiftShader, llvmpipe) is slower than
 * WebAssembly: it is taken only when a person asks for this rung by name.
 */
export async function startWebgpu(options: StartOptions): Promise<string> {
  if (!options.named && !hasGraphicsDevice()) {
    throw new RungAbsentError('no GPU on this machine', { hint: SOFTWARE_HINT });
  }
  const known = findBackend(NAME) as KernelBackend | null;
  const running = known === null ? undefined : started.get(known);
  if (running === undefined) return startNew(options);
  refuseSoftware(running.info, options);
  await setBackend(NAME);
  return wordsFor(running.info);
}

interface Started {
  readonly info: DawnAdapterInfo;
  /** Dawn goes away with the last reference to this object. */
  readonly gpu: DawnGpu;
}

const started = new WeakMap<KernelBackend, Started>();

async function startNew(options: StartOptions): Promise<string> {
  const dawn = await loadOptional<Dawn>('webgpu');
  const tfjs = await loadOptional<WebgpuPackage>('@tensorflow/tfjs-backend-webgpu');
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw new RungAbsentError('no graphics driver offers an adapter', { hint: DRIVER_HINT });
  const { info } = adapter;
  refuseSoftware(info, options);
  const device = await adapter.requestDevice({ requiredLimits: limitsOf(adapter) });
  // The callbacks of the two requests must be over before the first buffer is read.
  await nextTurn();
  const backend = createWebgpuBackend({ tfjs, dawn, gpu, device, info });
  started.set(backend, { info, gpu });
  addInGroups(NAME);
  registerDeviceKernels(NAME);
  registerBackend(NAME, () => backend);
  try {
    if (!(await setBackend(NAME))) throw new Error('the WebGPU backend did not start');
    selfTest();
  } catch (error) {
    removeBackend(NAME);
    throw error;
  }
  return wordsFor(info);
}

function refuseSoftware(info: DawnAdapterInfo, { named }: StartOptions): void {
  if (named || !isSoftware(info)) return;
  throw new RungAbsentError(`only a software adapter (${adapterName(info)})`, {
    hint: SOFTWARE_HINT,
  });
}

function isSoftware(info: DawnAdapterInfo): boolean {
  return (
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(adapterName(info))
  );
}

function adapterName({ vendor, architecture, description }: DawnAdapterInfo): string {
  return [vendor, architecture, description].filter((part) => part !== '').join(' ');
}

function wordsFor(info: DawnAdapterInfo): string {
  return `WebGPU on ${adapterName(info)}${isSoftware(info) ? ', a software adapter' : ''}`;
}

/** The kernels ask for all that the adapter has; the defaults of the standard are those of a phone. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

function limitsOf({ limits }: DawnAdapter): Record<string, number> {
  return Object.fromEntries(LIMITS.map((name) => [name, limits[name] as number]));
}

/** A kernel and a synchronous read of its values. @throws when the GPU computes or gives back something else. */
function selfTest(): void {
  tidy(() => {
    const vector = tensor1d(Float32Array.from({ length: 2048 }, (_, index) => index % 7));
    const squares = square(vector).dataSync<'float32'>();
    const wrong = squares.findIndex((value, index) => value !== (index % 7) ** 2);
    if (wrong >= 0) throw new Error(`the GPU squares ${wrong % 7} to ${squares[wrong]}`);
  });
}
