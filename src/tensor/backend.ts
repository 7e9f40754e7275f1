import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, env, getBackend, setBackend } from '@tensorflow/tfjs-core';
import { messageOf, VidtokenError } from '../core/errors.js';
import type { Logger } from '../core/runtime.js';
import { BACKEND_RUNGS, type BackendName, type BackendRung } from './backend-names.js';

/** Starts a rung. @returns what it is, in words. @throws when it does not work here. */
export const startRung: Readonly<Record<BackendRung, () => Promise<string>>> = {
  wasm: async () => {
    const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
    setWasmPaths(`${folder}${sep}`);
    const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
    if (!(await setBackend('wasm'))) throw new Error('the WebAssembly module did not start');
    return simd === true ? 'WebAssembly with SIMD, one thread' : 'WebAssembly without SIMD, one thread';
  },
  cpu: async () => {
    if (!(await setBackend('cpu'))) throw new Error('the JavaScript backend did not start');
    return 'plain JavaScript: correct everywhere, about thirty times slower than WebAssembly';
  },
};

/**
 * Makes one backend the current one of this process and says why it was chosen.
 * `auto` goes down the ladder and logs each rung that failed; a named backend that fails is an error.
 * @throws VidtokenError `backend-unavailable`
 */
export async function selectBackend(options: {
  readonly name: BackendName;
  readonly logger: Logger;
}): Promise<{ readonly name: BackendRung; readonly reason: string }> {
  enableProdMode();
  const candidates = options.name === 'auto' ? BACKEND_RUNGS : [options.name];
  const failures: string[] = [];
  for (const name of candidates) {
    try {
      const words = await startRung[name]();
      const because = options.name === 'auto' ? 'fastest that works here' : 'asked for';
      const reason = [words, because, ...failures].join('; ');
      options.logger.debug({ backend: name, reason }, 'Compute backend chosen.');
      return { name, reason };
    } catch (error) {
      failures.push(`${name} failed: ${messageOf(error)}`);
      options.logger.warn({ backend: name, reason: messageOf(error) }, 'Compute backend does not start.');
    }
  }
  throw new VidtokenError({
    code: 'backend-unavailable',
    message: `No compute backend works here (asked for "${options.name}"): ${failures.join('; ')}.`,
    hint: 'Run `vidtoken doctor`, or choose another backend with `--backend cpu`.',
  });
}

/** Name of the backend that computes now; `none` before one was selected. */
export function currentBackend(): string {
  return getBackend() ?? 'none';
}
