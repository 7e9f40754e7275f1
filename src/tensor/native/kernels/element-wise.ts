import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { nativeSession } from '../native-session.js';

/** tanh x. The WebAssembly backend (4.22) takes thirty times as long. */
export const tanhKernel = ofOneOperator('Tanh');

/** ln(1 + eˣ), likewise. */
export const softplusKernel = ofOneOperator('Softplus');

/** A kernel of TensorFlow.js that ONNX Runtime knows under the same name. */
function ofOneOperator(name: 'Tanh' | 'Softplus') {
  const session = nativeSession({
    nodes: [{ operator: name, inputs: ['input'], outputs: ['output'] }],
    inputs: ['input'],
    outputs: ['output'],
  });
  return defineKernel<{ readonly x: TensorInfo }>(name, (heap, { x }) => {
    const output = heap.allocate(x.shape);
    session.run({ input: heap.operand(x) }, { output: heap.operand(output) });
    return output;
  });
}
