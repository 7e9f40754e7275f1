import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packageInfo } from '../../../src/config/package-info.js';
import {
  type OwnRun,
  ownRunSchema,
  type TorchRun,
  type TrainRun,
  torchRunSchema,
  wasmRunSchema,
} from './train-report.js';
import { trainShape } from './train-shape.js';

const run = promisify(execFile);

/** Debian's own interpreter: another one on the PATH has another PyTorch or none. */
const PYTHON = '/usr/bin/python3';
const TORCH_SCRIPT = join(packageInfo().root, 'test', 'bench', 'peers', 'torch-train-step.py');
const OWN_SCRIPT = fileURLToPath(new URL('own-step.js', import.meta.url));
const WASM_SCRIPT = fileURLToPath(new URL('../peers/stock-wasm-step.js', import.meta.url));

export interface StepCounts {
  readonly steps: number;
  readonly warmUpSteps: number;
  readonly threads: number;
}

/** One round of the student in a process of its own. */
export async function runOwn(options: StepCounts & { readonly backend: string }): Promise<OwnRun> {
  const { steps, warmUpSteps, backend } = options;
  const flags = ['--backend', backend, '--steps', `${steps}`, '--warm-up', `${warmUpSteps}`];
  return ownRunSchema.parse(await json({ ...options, command: [process.execPath, OWN_SCRIPT, ...flags] }));
}

/** One round of one variant of the PyTorch peer. */
export async function runTorch(options: StepCounts & { readonly variant: string }): Promise<TorchRun> {
  const { steps, warmUpSteps, threads, variant } = options;
  const shape = JSON.stringify({ ...trainShape, steps, warmUpSteps, threads });
  return torchRunSchema.parse(await json({ threads, command: [PYTHON, TORCH_SCRIPT, shape, variant] }));
}

/** One step of plain TensorFlow.js on WebAssembly. */
export async function runPlainWasm(threads: number): Promise<TrainRun> {
  return wasmRunSchema.parse(await json({ threads, command: [process.execPath, WASM_SCRIPT] }));
}

/** Why the PyTorch peer cannot run here; `undefined` when it can. */
export async function whyNoTorch(python = PYTHON): Promise<string | undefined> {
  try {
    await run(python, ['-c', 'import torch']);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return `${python} with torch is not here (${words.trim().split('\n').at(-1)})`;
  }
}

/** `taskset` where the machine has more cores than a side may use, so that both have the same ones. */
async function json(options: {
  readonly threads: number;
  readonly command: readonly string[];
}): Promise<unknown> {
  const { threads, command } = options;
  const pinned = ['taskset', '-c', `0-${threads - 1}`, ...command];
  const [file = '', ...args] = (await canPin(threads)) ? pinned : command;
  const { stdout } = await run(file, args, {
    // A waiting OpenMP thread that spins takes the core of the one that works.
    env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', OMP_NUM_THREADS: `${threads}` },
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout);
}

/** Whether a process can be bound to the first cores here. */
export async function canPin(threads: number): Promise<boolean> {
  try {
    await run('taskset', ['-c', `0-${threads - 1}`, 'true']);
    return true;
  } catch {
    return false;
  }
}
