import { startTensorflowPackage } from './tensorflow-package.js';

/** libtensorflow on the processor, where a person has installed `@tensorflow/tfjs-node`. */
export async function startTensorflow(): Promise<string> {
  await startTensorflowPackage({ packageName: '@tensorflow/tfjs-node', gpuPackage: false });
  return 'libtensorflow on the processor';
}
