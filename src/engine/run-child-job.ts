import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { VidtokenError } from '../core/errors.js';

export interface ChildJobOptions {
  /** Absolute path or name on PATH. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** First line of the child's standard input, which then stays open: its end tells the child that its parent is gone. */
  readonly input: string;
  /** Each line of the child's standard output. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
  /** After an abort the child gets SIGTERM, and after so long SIGKILL. Default 3,000. */
  readonly graceMs?: number;
}

/** How a child ended. */
export interface ChildJobResult {
  /** 0…255; absent when a signal ended it. */
  readonly exitCode?: number;
  /** `SIGKILL` is how Linux ends the process that takes the last memory. */
  readonly endedBy?: string;
  /** The last few KiB of standard error. */
  readonly stderrTail: string;
}

const STDERR_TAIL_CHARACTERS = 8 * 1024;
const GRACE_MS = 3_000;

/**
 * Runs one job in a process of its own, so that its memory is its own and its death is its failure alone. The child is
 * killed when this process exits; when this process is killed, the end of standard input tells the child.
 * @throws VidtokenError `internal` when the program cannot be started; the signal's reason when aborted, once the child
 * is gone
 */
export async function runChildJob(options: ChildJobOptions): Promise<ChildJobResult> {
  const { signal } = options;
  signal.throwIfAborted();
  const child = spawn(options.program, [...options.arguments], { stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const stop = stopper(child, options.graceMs ?? GRACE_MS);
  process.on('exit', kill);
  signal.addEventListener('abort', stop.begin, { once: true });
  try {
    // A child that ends without reading closes the pipe; how it ended says more than that.
    child.stdin.on('error', () => {});
    child.stdin.write(`${options.input}\n`);
    const stderr = readTail(child);
    createInterface({ input: child.stdout }).on('line', options.onLine);
    const { exitCode, endedBy } = await endOf(child, options.program);
    signal.throwIfAborted();
    return {
      ...(exitCode === null ? {} : { exitCode }),
      ...(endedBy === null ? {} : { endedBy }),
      stderrTail: stderr(),
    };
  } finally {
    stop.forget();
    signal.removeEventListener('abort', stop.begin);
    process.off('exit', kill);
  }
}

function stopper(child: ChildProcess, graceMs: number): { begin(): void; forget(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin() {
      child.kill('SIGTERM');
      timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    },
    forget: () => clearTimeout(timer),
  };
}

function readTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL_CHARACTERS);
  });
  return () => tail;
}

/** Waits until the child is gone and its pipes are read to their end. */
function endOf(
  child: ChildProcess,
  program: string,
): Promise<{ readonly exitCode: number | null; readonly endedBy: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(
        new VidtokenError({
          code: 'internal',
          message: `"${program}" could not be started for a job: ${cause.message}.`,
          hint: 'Look at the limits on processes and memory of this machine.',
          cause,
        }),
      ),
    );
    child.on('close', (exitCode, endedBy) => resolve({ exitCode, endedBy }));
  });
}
