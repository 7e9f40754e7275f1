import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';

/** TensorFlow.js as it comes for WebAssembly. */
export async function startWasm(): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(`${folder}${sep}`);
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  if (!(await setBackend('wasm'))) throw new Error('the WebAssembly module did not start');
  return simd === true ? 'WebAssembly with SIMD, one thread' : 'WebAssembly without SIMD, one thread';
}
