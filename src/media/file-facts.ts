import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type FailureCode, InputError } from '../core/errors.js';

const WINDOW_BYTES = 256 * 1024;
const STILL_PICTURE_BRANDS = new Set(['avif', 'mif1', 'heic', 'heix', 'miaf', 'jpeg']);
const BOX_NAMES = new Set(['ftyp', 'styp', 'moov', 'moof', 'mdat', 'free', 'skip', 'wide', 'pnot']);
/** First bytes (hexadecimal) of Matroska, Ogg, Flash, Windows Media, MPEG program and elementary streams. */
const CONTAINER_STARTS = ['1a45dfa3', '4f676753', '464c56', '3026b275', '000001ba', '000001b3'];
/** `encv` as a sample entry: name, six reserved zeros, reference 1 (ISO/IEC 23001-7, ISO/IEC 14496-12). */
const ENCRYPTED_VIDEO_ENTRY = Buffer.from('encv\0\0\0\0\0\0\0\x01', 'latin1');

/** What the first and last bytes of a file say about it, without any decoder. */
export interface FileFacts {
  readonly sizeBytes: number;
  /** Starts like a container of video or sound, so a failure to read it means damage. */
  readonly looksLikeContainer: boolean;
  /** HEIF or AVIF still picture by its brand. */
  readonly isStillPicture: boolean;
  /** An encrypted video track (Common Encryption) is declared. */
  readonly hasEncryptedVideoEntry: boolean;
}

function failure(code: FailureCode, message: string, cause?: unknown): InputError {
  return new InputError({ code, message, ...(cause === undefined ? {} : { cause }) });
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK a named pipe would wait for a writer for ever.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw failure('not-found', 'There is no such file.', error);
    if (code === 'EISDIR') throw failure('not-a-file', 'This is a folder, not a file.', error);
    throw failure('unreadable', `The file cannot be opened (${code ?? 'unknown error'}).`, error);
  }
}

function startsLikeContainer(head: Buffer): boolean {
  const start = head.toString('hex', 0, 4);
  const isAvi = head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'AVI ';
  return isAvi || CONTAINER_STARTS.some((known) => start.startsWith(known));
}

async function readWindow(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * Opens a file and looks at both ends of it.
 * @throws InputError `not-found`, `not-a-file` (folder, pipe, device), `unreadable`, `empty-file`.
 */
export async function readFileFacts(path: string): Promise<FileFacts> {
  const handle = await openFile(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw failure('not-a-file', 'This is not a regular file.');
    if (stats.size === 0) throw failure('empty-file', 'The file has no bytes.');
    const head = await readWindow(handle, 0, Math.min(WINDOW_BYTES, stats.size));
    const boxName = head.toString('latin1', 4, 8);
    const isMovieContainer = BOX_NAMES.has(boxName);
    const isStillPicture = boxName === 'ftyp' && STILL_PICTURE_BRANDS.has(head.toString('latin1', 8, 12));
    const tail = isMovieContainer
      ? await readWindow(handle, Math.max(0, stats.size - WINDOW_BYTES), WINDOW_BYTES)
      : Buffer.alloc(0);
    return {
      sizeBytes: stats.size,
      looksLikeContainer: (isMovieContainer && !isStillPicture) || startsLikeContainer(head),
      isStillPicture,
      hasEncryptedVideoEntry:
        isMovieContainer && (head.includes(ENCRYPTED_VIDEO_ENTRY) || tail.includes(ENCRYPTED_VIDEO_ENTRY)),
    };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw failure('unreadable', 'The file cannot be read.', error);
  } finally {
    await handle.close();
  }
}
