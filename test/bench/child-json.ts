import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's own interpreter: another one on the PATH has another PyTorch or none. */
export const PYTHON = '/usr/bin/python3';

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

/**
 * What a child process prints, as JSON. `taskset` where the machine has more cores than a side may use, so that both
 * sides have the same ones.
 */
export async function childJson(options: {
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
