import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';

/** TensorFlow.js in plain JavaScript. */
export async function startCpu(): Promise<string> {
  if (!(await setBackend('cpu'))) throw new Error('the JavaScript backend did not start');
  return 'plain JavaScript: correct everywhere, about thirty times slower than WebAssembly';
}
