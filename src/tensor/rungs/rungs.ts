import type { BackendRung } from '../backend-names.js';
import { startNative } from '../native/start-native.js';
import { startCpu } from './start-cpu.js';
import type { StartRung } from './start-rung.js';
import { startTensorflow } from './start-tensorflow.js';
import { startTensorflowGpu } from './start-tensorflow-gpu.js';
import { startWasm } from './start-wasm.js';
import { startWebgpu } from './start-webgpu.js';

/** How each rung is started. */
export const rungs: Readonly<Record<BackendRung, StartRung>> = {
  'tensorflow-gpu': startTensorflowGpu,
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  native: startNative,
  wasm: startWasm,
  cpu: startCpu,
};
