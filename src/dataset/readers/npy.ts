import { type FileHandle, open } from 'node:fs/promises';
import { messageOf } from '../../core/errors.js';
import { halfFloats } from './half-float.js';
import { NPY_TYPES, type NpyHeader, readExactly, readNpyHeader, refused } from './npy-header.js';

/** Some rows of a matrix, one after the other. */
export interface NpyRows {
  /** Number of the first of them. */
  readonly start: number;
  /** [count, width] as the file has them: not a number and infinity are not mended here. */
  readonly values: Float32Array;
}

/** A feature matrix on disk; `close` gives the file back. */
export interface NpyFile {
  readonly header: NpyHeader;
  /** All rows in order. Memory: one chunk. */
  rows(options: { readonly rowsPerChunk: number; readonly signal: AbortSignal }): AsyncGenerator<NpyRows>;
  close(): Promise<void>;
}

/** Opens an NPY file. @throws VidtokenError `invalid-value`, see `readNpyHeader`. */
export async function openNpy(file: string): Promise<NpyFile> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw refused(file, messageOf(error));
  });
  try {
    const header = await readNpyHeader(handle, file);
    return {
      header,
      rows: (options) => readRows({ handle, file, header, ...options }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* readRows(options: {
  readonly handle: FileHandle;
  readonly file: string;
  readonly header: NpyHeader;
  readonly rowsPerChunk: number;
  readonly signal: AbortSignal;
}): AsyncGenerator<NpyRows, void, void> {
  const { handle, file, header, rowsPerChunk, signal } = options;
  const { type, rows, width, offset } = header;
  const rowBytes = width * NPY_TYPES[type];
  const halves = type === '<f2' ? halfFloats() : undefined;
  for (let start = 0; start < rows; start += rowsPerChunk) {
    signal.throwIfAborted();
    const count = Math.min(rowsPerChunk, rows - start);
    const position = offset + start * rowBytes;
    const bytes = await readExactly(handle, { position, bytes: count * rowBytes });
    if (bytes.length < count * rowBytes) throw refused(file, 'it became shorter while it was read');
    yield { start, values: toFloats(bytes, halves) };
  }
}

function toFloats(bytes: Buffer, halves: Float32Array | undefined): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = halves === undefined ? 4 : 2;
  const values = new Float32Array(bytes.length / size);
  for (let index = 0; index < values.length; index += 1) {
    values[index] =
      halves === undefined
        ? view.getFloat32(size * index, true)
        : (halves[view.getUint16(size * index, true)] as number);
  }
  return values;
}
