import {
  AddN,
  getKernel,
  type KernelBackend,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** One shader may read at least eight buffers by the WebGPU standard; one of them takes the sum. */
const GROUP_SIZE = 7;

/**
 * Replaces the `AddN` of the WebGPU backend (4.22), which binds all its inputs to one shader and fails on a device
 * as soon as they are more than the device allows, by the same kernel over groups of a few.
 */
export function addInGroups(backendName: string): void {
  const stock = getKernel(AddN, backendName);
  unregisterKernel(AddN, backendName);
  registerKernel({
    kernelName: AddN,
    backendName,
    kernelFunc: ({ inputs, backend }) => {
      // This kernel takes a list where others take a map.
      const sum = (group: TensorInfo[]): TensorInfo =>
        stock.kernelFunc({ inputs: group as unknown as typeof inputs, backend }) as TensorInfo;
      return sumInGroups(inputs as unknown as TensorInfo[], {
        sum,
        release: ({ dataId }) => (backend as KernelBackend).disposeData(dataId),
      });
    },
  });
}

function sumInGroups(
  terms: TensorInfo[],
  {
    sum,
    release,
  }: { readonly sum: (group: TensorInfo[]) => TensorInfo; readonly release: (part: TensorInfo) => void },
): TensorInfo {
  let total = sum(terms.slice(0, GROUP_SIZE));
  for (let start = GROUP_SIZE; start < terms.length; start += GROUP_SIZE - 1) {
    const part = total;
    total = sum([part, ...terms.slice(start, start + GROUP_SIZE - 1)]);
    release(part);
  }
  return total;
}
