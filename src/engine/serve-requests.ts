import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseJson } from '../core/parse-json.js';

/** What a parent sends, one JSON object a line: work with a number of its own, or the wish to stop that work. */
export type RequestLine =
  | { readonly id: number; readonly work: unknown }
  | { readonly id: number; readonly cancel: true };

/** What a child answers, one JSON object a line. */
export interface AnswerLine {
  readonly id: number;
  readonly answer: unknown;
}

export interface ServeRequestsOptions {
  readonly input: Readable;
  /** Takes one line without its end. */
  readonly print: (line: string) => void;
  /** Its signal aborts with the request. It turns its own failures into answers. */
  readonly handle: (work: unknown, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/**
 * The child's side of `createRequestChild`: answers requests as they come, several at once, until the parent ends the
 * input or the signal aborts. Lines that are no requests are passed over.
 */
export async function serveRequests(options: ServeRequestsOptions): Promise<void> {
  const { input, print, handle, signal } = options;
  const running = new Map<number, { readonly abort: AbortController; readonly done: Promise<void> }>();
  const lines = createInterface({ input });
  const answer = async (id: number, work: unknown, abort: AbortController): Promise<void> => {
    const given = await handle(work, AbortSignal.any([signal, abort.signal]));
    running.delete(id);
    print(JSON.stringify({ id, answer: given } satisfies AnswerLine));
  };
  const onLine = (line: string): void => {
    const request = parseRequest(line);
    if (request === undefined) return;
    if ('cancel' in request) {
      running.get(request.id)?.abort.abort();
      return;
    }
    const abort = new AbortController();
    running.set(request.id, { abort, done: answer(request.id, request.work, abort) });
  };
  lines.on('line', onLine);
  const stop = (): void => {
    lines.close();
    input.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  await new Promise<void>((resolve) => {
    lines.once('close', resolve);
    if (signal.aborted) stop();
  });
  signal.removeEventListener('abort', stop);
  for (const { abort } of running.values()) abort.abort();
  await Promise.all([...running.values()].map(({ done }) => done));
}

function parseRequest(line: string): RequestLine | undefined {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  if (typeof value.id !== 'number') return undefined;
  if ('cancel' in value) return { id: value.id, cancel: true };
  return 'work' in value ? { id: value.id, work: value.work } : undefined;
}
