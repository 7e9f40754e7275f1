import { findBackend, type KernelBackend, setBackend } from '@tensorflow/tfjs-core';
import { registerDeviceKernels } from '../device/register-device-kernels.js';
import { loadOptional } from './load-optional.js';
import { RungAbsentError } from './rung-absent.js';

/** Both packages register this one name. */
const REGISTERED_NAME = 'tensorflow';

/** The two facts that the backend of tfjs-node states about itself. */
interface TensorflowBackend extends KernelBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
}

/**
 * Loads one of the two packages around libtensorflow and makes it the current backend.
 * @returns whether it computes on a GPU
 * @throws RungAbsentError when it is not installed, or its sister is loaded in this process already.
 */
export async function startTensorflowPackage(options: {
  readonly packageName: string;
  readonly gpuPackage: boolean;
}): Promise<{ readonly gpu: boolean }> {
  await loadOptional<unknown>(options.packageName);
  if (!(await setBackend(REGISTERED_NAME))) throw new Error('libtensorflow did not start');
  const { isGPUPackage, isUsingGpuDevice } = findBackend(REGISTERED_NAME) as TensorflowBackend;
  if (isGPUPackage !== options.gpuPackage) {
    throw new RungAbsentError('the other package around libtensorflow is loaded in this process already', {
      hint: 'Only one of @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu can be used: uninstall the other',
    });
  }
  registerDeviceKernels(REGISTERED_NAME);
  return { gpu: isUsingGpuDevice };
}
