import {
  enableProdMode,
  getBackend,
  matMul,
  ones,
  setBackend,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { messageOf } from '../core/errors.js';
import type { Clock } from '../core/runtime.js';
import { startRung } from './backend.js';
import { BACKEND_RUNGS, type BackendRung } from './backend-names.js';

export interface BackendProbe {
  readonly name: BackendRung;
  readonly ok: boolean;
  /** What it is, or why it does not work. */
  readonly detail: string;
  /** Speed of a 512 × 512 × 512 matrix product; absent when the backend does not work. */
  readonly gigaflops?: number;
}

/** Tries every rung of the ladder and measures it; the current backend is the same afterwards. */
export async function probeBackends(clock: Clock): Promise<BackendProbe[]> {
  enableProdMode();
  const before = getBackend();
  const probes: BackendProbe[] = [];
  for (const name of BACKEND_RUNGS) {
    try {
      const detail = await startRung[name]();
      probes.push({ name, ok: true, detail, gigaflops: measureGigaflops(clock) });
    } catch (error) {
      probes.push({ name, ok: false, detail: messageOf(error) });
    }
  }
  if (before !== undefined) await setBackend(before);
  return probes;
}

const PROBE_SIZE = 512;
const PROBE_MILLISECONDS = 150;

function measureGigaflops(clock: Clock): number {
  return tidy(() => {
    const matrix = ones([PROBE_SIZE, PROBE_SIZE]) as Tensor2D;
    const multiply = (): void => matMul(matrix, matrix).dispose();
    multiply();
    const start = clock();
    let count = 0;
    do {
      multiply();
      count += 1;
    } while (clock() - start < PROBE_MILLISECONDS && count < 1000);
    const seconds = Math.max(1, clock() - start) / 1000;
    return (count * 2 * PROBE_SIZE ** 3) / seconds / 1e9;
  });
}
