import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { VidtokenError } from '../core/errors.js';
import { killProcessGroup, trackProcessGroup } from './living-process-groups.js';

/** The one line that brings both programs on Debian and Ubuntu. */
export const INSTALL_MEDIA_TOOLS = 'apt-get install -y ffmpeg';
const STDERR_TAIL_BYTES = 8 * 1024;

export interface MediaProcessOptions {
  /** Name on PATH or absolute path of ffmpeg or ffprobe. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Wall-clock limit; the whole process group is killed when it is reached. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Largest output in bytes of file descriptor 1, then 3, 4 …: one entry per pipe that is read. */
  readonly maxBytes: readonly number[];
}

export interface MediaProcessResult {
  /** `overflow`: an output grew beyond its limit and the process was killed. */
  readonly outcome: 'exited' | 'timeout' | 'overflow';
  /** 0…255; undefined when a signal ended the process. */
  readonly exitCode?: number;
  /** What was written to descriptor 1, 3, 4 …, cut at the limit. */
  readonly outputs: readonly Uint8Array[];
  /** The last few KiB of standard error. */
  readonly stderrTail: string;
}

/** Reads a pipe to its end, keeping the first `limit` bytes; calls `onOverflow` when there are more. */
async function readBounded(stream: Readable, limit: number, onOverflow: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const kept = chunk.subarray(0, limit - size);
    if (kept.length > 0) chunks.push(kept);
    size += kept.length;
    if (kept.length < chunk.length) onOverflow();
  }
  return Buffer.concat(chunks, size);
}

/** Reads a pipe to its end, keeping only the last bytes. */
async function readTail(stream: Readable): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL_BYTES);
  }
  return new TextDecoder().decode(tail);
}

/**
 * Runs ffmpeg or ffprobe: the only place that starts a child process. The child leads a process group of its
 * own that is killed as a whole on timeout, abort and the end of this process; standard input is closed.
 * A child whose parent was killed with SIGKILL ends on its broken pipe.
 *
 * @throws VidtokenError `missing-tool` when the program cannot be started; the signal's reason when aborted.
 */
export async function runMediaProcess(options: MediaProcessOptions): Promise<MediaProcessResult> {
  options.signal?.throwIfAborted();
  const child = execa(options.program, [...options.arguments], {
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    stdio: ['ignore', 'pipe', 'pipe', ...options.maxBytes.slice(1).map((): 'pipe' => 'pipe')],
    // FFREPORT would make ffmpeg write log files; the locale would translate its error texts.
    env: { FFREPORT: undefined, LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' },
  });
  const groupId = child.pid;
  const untrack = groupId === undefined ? () => {} : trackProcessGroup(groupId);
  let outcome: MediaProcessResult['outcome'] = 'exited';
  const stop = (why?: 'timeout' | 'overflow'): void => {
    if (why !== undefined && outcome === 'exited') outcome = why;
    if (groupId !== undefined) killProcessGroup(groupId);
  };
  const timer = setTimeout(() => stop('timeout'), options.timeoutMs);
  const onAbort = (): void => stop();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const outputs = options.maxBytes.map((limit, index) =>
      readBounded(child.stdio[index === 0 ? 1 : index + 2] as Readable, limit, () => stop('overflow')),
    );
    const [result, stderrTail, ...read] = await Promise.all([
      child,
      readTail(child.stderr as Readable),
      ...outputs,
    ]);
    options.signal?.throwIfAborted();
    if (groupId === undefined) throw cannotStart(options.program, result);
    return {
      outcome,
      ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
      outputs: read,
      stderrTail,
    };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    untrack();
  }
}

function cannotStart(program: string, cause: unknown): VidtokenError {
  return new VidtokenError({
    code: 'missing-tool',
    message: `"${program}" could not be started: it is not installed or not on the PATH.`,
    hint: INSTALL_MEDIA_TOOLS,
    cause,
  });
}
