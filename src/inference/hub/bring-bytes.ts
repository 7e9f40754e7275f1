import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { messageOf, VidtokenError } from '../../core/errors.js';
import { downloadFailed, type HubConnection, hubRequest, requireSuccess } from './hub-connection.js';
import { stallWatch } from './stall-watch.js';

/** Attempts in a row that brought nothing. */
const MAXIMUM_FRUITLESS_ATTEMPTS = 3;

export interface BringOptions {
  readonly address: URL;
  /** File that grows; what it holds already is kept. */
  readonly partial: string;
  readonly sizeBytes: number;
  readonly connection: HubConnection;
  /** Longest silence of the server; the whole may take as long as it takes. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  /** Called with the bytes that are there, from the first to the last. */
  onBytes(loadedBytes: number): void;
}

/**
 * Fills a file up to its size. A connection that breaks is taken up where it broke, as long as that brings something.
 * @returns bytes that were there before
 * @throws VidtokenError `download-failed`; errors of the file system; the signal's reason after an abort
 */
export async function bringBytes(options: BringOptions): Promise<number> {
  // At explicit places, so that two commands that fetch the same file write the same bytes to the same places.
  const target = await open(options.partial, constants.O_RDWR | constants.O_CREAT);
  try {
    const there = (await target.stat()).size;
    let size = there > options.sizeBytes ? await emptied(target) : there;
    const startedAt = size;
    options.onBytes(size);
    for (let fruitless = 0; size < options.sizeBytes; ) {
      const { size: reached, failure } = await bringSome(target, options, size);
      fruitless = reached > size ? 0 : fruitless + 1;
      size = reached;
      if (failure !== undefined && (!failure.retryable || fruitless >= MAXIMUM_FRUITLESS_ATTEMPTS))
        throw failure;
    }
    return startedAt;
  } finally {
    await target.close();
  }
}

interface Brought {
  /** Bytes that are there now. */
  readonly size: number;
  /** What broke it off. */
  readonly failure?: VidtokenError;
}

/** One request, from `start` on. */
async function bringSome(target: FileHandle, options: BringOptions, start: number): Promise<Brought> {
  const { address, connection, signal, stallMs, sizeBytes } = options;
  const stall = stallWatch(stallMs);
  let size = start;
  const failed = (reason: string, retryable: boolean, cause?: unknown): Brought => ({
    size,
    failure: downloadFailed(address, reason, { retryable, cause }),
  });
  try {
    const headers: Record<string, string> = start === 0 ? {} : { range: `bytes=${start}-` };
    const limits = AbortSignal.any([signal, stall.signal]);
    const response = await hubRequest(address, { connection, headers, signal: limits });
    if (start > 0 && startsAnew(response, start)) size = await emptied(target);
    if (response.status === 416) return failed('the server cannot go on in the middle', true);
    await requireSuccess(address, response);
    for await (const chunk of response.body ?? []) {
      stall.reset();
      if (size + chunk.length > sizeBytes)
        return failed(`it has more than the ${sizeBytes} bytes listed`, false);
      await target.write(chunk, 0, chunk.length, size);
      size += chunk.length;
      options.onBytes(size);
    }
    return size < sizeBytes ? failed('the connection ended early', true) : { size };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof VidtokenError) return { size, failure: error };
    if (isFileError(error)) throw error;
    return failed(stall.signal.aborted ? `nothing came for ${stallMs} ms` : messageOf(error), true, error);
  } finally {
    stall.stop();
  }
}

/** True when the answer does not go on at `start`. */
function startsAnew({ status, headers }: Response, start: number): boolean {
  if (status === 206) return headers.get('content-range')?.startsWith(`bytes ${start}-`) !== true;
  return status === 200 || status === 416;
}

async function emptied(target: FileHandle): Promise<number> {
  await target.truncate(0);
  return 0;
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write';
}
