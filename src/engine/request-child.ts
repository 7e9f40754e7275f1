import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseJson } from '../core/parse-json.js';
import type { AnswerLine, RequestLine } from './serve-requests.js';

export interface RequestChildOptions {
  /** Absolute path or name on PATH. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** A child without a request for so long is stopped; the next request starts another one. */
  readonly idleMs: number;
  /** After the end of its input and SIGTERM a child gets SIGKILL so much later. Default 3,000. */
  readonly graceMs?: number;
}

export interface RequestOptions {
  /** Passed on to the child; the promise settles when the child has answered. */
  readonly signal: AbortSignal;
  /** The child is killed when it has not answered by then. */
  readonly timeoutMs: number;
}

/** A long-lived process that answers requests; it is started with the first one, and again after it has ended. */
export interface RequestChild {
  /**
   * @param work anything that JSON can say
   * @throws ChildRequestError
   */
  request(work: unknown, options: RequestOptions): Promise<unknown>;
  /** Of the running child. */
  readonly processId: number | undefined;
  close(): Promise<void>;
}

/** The process gave no answer. */
export class ChildRequestError extends Error {
  override readonly name = 'ChildRequestError';
  readonly reason: 'timeout' | 'ended' | 'not-started';

  constructor(reason: ChildRequestError['reason'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

const GRACE_MS = 3_000;
const STDERR_TAIL_CHARACTERS = 2_000;

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: ChildRequestError): void;
  /** Why the process was killed because of this request. */
  expired?: ChildRequestError;
}

interface RunningChild {
  readonly process: ChildProcessWithoutNullStreams;
  readonly waiting: Map<number, Waiting>;
  readonly ended: Promise<void>;
}

/** Requests and answers are lines of JSON on the pipes of the child: see `serveRequests`. */
export function createRequestChild(options: RequestChildOptions): RequestChild {
  let running: RunningChild | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let lastId = 0;
  const ending = new Set<Promise<void>>();

  const forget = (child: RunningChild): void => {
    if (running === child) running = undefined;
  };
  const retire = (child: RunningChild): void => {
    forget(child);
    const ended = stop(child, options.graceMs ?? GRACE_MS);
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  };
  const ready = (): RunningChild => {
    clearTimeout(idleTimer);
    running ??= start(options, forget);
    return running;
  };
  const settle = (child: RunningChild, id: number): void => {
    child.waiting.delete(id);
    if (child.waiting.size > 0 || running !== child) return;
    idleTimer = setTimeout(() => retire(child), options.idleMs).unref();
  };

  return {
    get processId() {
      return running?.process.pid;
    },
    async request(work, { signal, timeoutMs }) {
      signal.throwIfAborted();
      const child = ready();
      lastId += 1;
      const id = lastId;
      const send = (line: RequestLine): void => {
        child.process.stdin.write(`${JSON.stringify(line)}\n`);
      };
      const cancel = (): void => send({ id, cancel: true });
      const timer = setTimeout(() => {
        const late = child.waiting.get(id);
        if (late !== undefined) {
          late.expired = new ChildRequestError('timeout', `There was no answer within ${timeoutMs} ms.`);
        }
        forget(child);
        child.process.kill('SIGKILL');
      }, timeoutMs);
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await new Promise<unknown>((resolve, reject) => {
          child.waiting.set(id, { resolve, reject });
          send({ id, work });
        });
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        settle(child, id);
      }
    },
    async close() {
      clearTimeout(idleTimer);
      if (running !== undefined) retire(running);
      await Promise.all(ending);
    },
  };
}

function start(options: RequestChildOptions, onEnd: (child: RunningChild) => void): RunningChild {
  const child = spawn(options.program, [...options.arguments], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, Waiting>();
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  let stderrTail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARACTERS);
  });
  // A child that ends without reading closes the pipe; how it ended says more than that.
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = parseAnswer(line);
    if (answer !== undefined) waiting.get(answer.id)?.resolve(answer.answer);
  });
  process.on('exit', kill);
  const rejectAll = (error: ChildRequestError): void => {
    for (const { reject, expired } of waiting.values()) reject(expired ?? error);
  };
  const ended = new Promise<void>((resolve) => {
    child.once('error', (cause) => {
      const message = `"${options.program}" could not be started: ${cause.message}.`;
      rejectAll(new ChildRequestError('not-started', message, cause));
      onEnd(running);
      resolve();
    });
    child.once('close', (exitCode, endedBy) => {
      process.off('exit', kill);
      const how = endedBy === null ? `with exit code ${exitCode}` : `by ${endedBy}`;
      rejectAll(new ChildRequestError('ended', `The process ended ${how}. ${stderrTail.trim()}`.trim()));
      onEnd(running);
      resolve();
    });
  });
  const running: RunningChild = { process: child, waiting, ended };
  return running;
}

async function stop({ process: child, ended }: RunningChild, graceMs: number): Promise<void> {
  child.stdin.end();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

function parseAnswer(line: string): AnswerLine | undefined {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('id' in value) || !('answer' in value))
    return undefined;
  return typeof value.id === 'number' ? { id: value.id, answer: value.answer } : undefined;
}
