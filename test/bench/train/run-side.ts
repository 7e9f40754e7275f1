import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageInfo } from '../../../src/config/package-info.js';
import { childJson, PYTHON } from '../child-json.js';
import {
  type OwnRun,
  ownRunSchema,
  type TorchRun,
  type TrainRun,
  torchRunSchema,
  wasmRunSchema,
} from './train-report.js';
import { trainShape } from './train-shape.js';

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
  return ownRunSchema.parse(
    await childJson({ ...options, command: [process.execPath, OWN_SCRIPT, ...flags] }),
  );
}

/** One round of one variant of the PyTorch peer. */
export async function runTorch(options: StepCounts & { readonly variant: string }): Promise<TorchRun> {
  const { steps, warmUpSteps, threads, variant } = options;
  const shape = JSON.stringify({ ...trainShape, steps, warmUpSteps, threads });
  return torchRunSchema.parse(await childJson({ threads, command: [PYTHON, TORCH_SCRIPT, shape, variant] }));
}

/** One step of plain TensorFlow.js on WebAssembly. */
export async function runPlainWasm(threads: number): Promise<TrainRun> {
  return wasmRunSchema.parse(await childJson({ threads, command: [process.execPath, WASM_SCRIPT] }));
}
