import { startTensorflowPackage } from './tensorflow-package.js';

/** libtensorflow on CUDA, where a person has installed `@tensorflow/tfjs-node-gpu`. */
export async function startTensorflowGpu(): Promise<string> {
  const { gpu } = await startTensorflowPackage({
    packageName: '@tensorflow/tfjs-node-gpu',
    gpuPackage: true,
  });
  if (!gpu) throw new Error('@tensorflow/tfjs-node-gpu is installed but finds no CUDA device or library');
  return 'libtensorflow on CUDA';
}
