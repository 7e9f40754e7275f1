import {
  enableProdMode,
  getBackend,
  matMul,
  ones,
  setBackend,
  slice,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { messageOf } from '../core/errors.js';
import type { Clock } from '../core/runtime.js';
import { BACKEND_RUNGS, type BackendName, type BackendRung } from './backend-names.js';
import { RungAbsentError } from './rungs/rung-absent.js';
import { rungs } from './rungs/rungs.js';

export interface BackendProbe {
  readonly name: BackendRung;
  /** `absent`: an optional package or a GPU is missing. `failed`: it should work and does not. */
  readonly state: 'ok' | 'absent' | 'failed';
  /** What it is, or why it does not work. */
  readonly detail: string;
  /** What to install or do to have it. */
  readonly hint?: string;
  /** Speed of a square matrix product, in 10⁹ floating-point operations per second; absent unless `ok`. */
  readonly gigaflops?: number;
  /** True for the one rung that `auto` takes. */
  readonly auto: boolean;
}

/**
 * Tries every rung of the ladder by the rules of `auto` and measures it; the current backend is the same afterwards.
 * A rung that is asked for by name may compute on a software adapter.
 */
export async function probeBackends(options: {
  readonly clock: Clock;
  readonly asked?: BackendName;
}): Promise<BackendProbe[]> {
  enableProdMode();
  const before = getBackend();
  const probes: BackendProbe[] = [];
  for (const name of BACKEND_RUNGS) {
    const probe = await probeRung({ name, named: false, clock: options.clock });
    const again = probe.state === 'absent' && options.asked === name;
    const shown = again ? await probeRung({ name, named: true, clock: options.clock }) : probe;
    probes.push({ ...shown, auto: probe.state === 'ok' && !probes.some(({ auto }) => auto) });
  }
  if (before !== undefined && before !== '') await setBackend(before);
  return probes;
}

async function probeRung(options: {
  readonly name: BackendRung;
  readonly named: boolean;
  readonly clock: Clock;
}): Promise<Omit<BackendProbe, 'auto'>> {
  const { name, named, clock } = options;
  try {
    const detail = await rungs[name]({ named });
    return { name, state: 'ok', detail, gigaflops: await measureGigaflops(clock) };
  } catch (error) {
    const detail = messageOf(error);
    if (error instanceof RungAbsentError) return { name, state: 'absent', detail, hint: error.hint };
    return { name, state: 'failed', detail };
  }
}

/** Rows and columns of the products, from what plain JavaScript can do in a moment to what keeps a GPU busy. */
const SIZES = [256, 512, 1024] as const;
/** A product that takes less than this is measured at the next size. */
const QUICK_MILLISECONDS = 15;
/** Length of a measurement that is believed. */
const ENOUGH_MILLISECONDS = 100;
const MAXIMUM_PRODUCTS = 4096;

async function measureGigaflops(clock: Clock): Promise<number> {
  let size: number = SIZES[0];
  let milliseconds = 0;
  for (size of SIZES) {
    await millisecondsOf({ clock, size, count: 1 }); // compiles
    milliseconds = await millisecondsOf({ clock, size, count: 1 });
    if (milliseconds >= QUICK_MILLISECONDS) break;
  }
  let count = 1;
  while (milliseconds < ENOUGH_MILLISECONDS && count < MAXIMUM_PRODUCTS) {
    count *= 2;
    milliseconds = await millisecondsOf({ clock, size, count });
  }
  return (count * 2 * size ** 3) / Math.max(1, milliseconds) / 1e6;
}

/** Time of a row of products. A GPU works on while JavaScript goes on: one number of the last product is awaited. */
async function millisecondsOf(options: {
  readonly clock: Clock;
  readonly size: number;
  readonly count: number;
}): Promise<number> {
  const { clock, size, count } = options;
  const matrix = ones([size, size]) as Tensor2D;
  const start = clock();
  const corner = tidy(() => {
    for (let index = 1; index < count; index += 1) matMul(matrix, matrix).dispose();
    return slice(matMul(matrix, matrix), [0, 0], [1, 1]);
  });
  const [value] = await corner.data<'float32'>();
  const milliseconds = clock() - start;
  corner.dispose();
  matrix.dispose();
  if (value !== size) throw new Error(`a product that is ${size} came out as ${value}`);
  return milliseconds;
}
