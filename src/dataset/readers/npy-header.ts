import type { FileHandle } from 'node:fs/promises';
import type { VidtokenError } from '../../core/errors.js';
import { unreadableFile } from './unreadable-file.js';

export const NPY_TYPES = { '<f2': 2, '<f4': 4 } as const;
type NpyType = keyof typeof NPY_TYPES;

/** What the header of an NPY file says, checked against the size of the file. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly rows: number;
  readonly width: number;
  /** Bytes before the first number. */
  readonly offset: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Magic, two bytes of version; then the length of the description, 2 bytes in version 1, 4 in 2 and 3. */
const VERSION_AT = MAGIC.length;
const LENGTH_AT = VERSION_AT + 2;
const PREFIX_BYTES = LENGTH_AT + 4;
/** NumPy writes some 118 bytes; whoever claims much more means no good. */
const MAX_DESCRIPTION_BYTES = 4096;

/**
 * Reads and checks the header of an NPY file (format 1 to 3) of a matrix of float16 or float32, little endian, row by
 * row. Nothing is allocated from what a header claims: the size of the file must agree with it to the byte.
 * @throws VidtokenError `invalid-value` saying what is wrong.
 */
export async function readNpyHeader(handle: FileHandle, file: string): Promise<NpyHeader> {
  const { size } = await handle.stat();
  const prefix = await readExactly(handle, { position: 0, bytes: Math.min(size, PREFIX_BYTES) });
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw refused(file, 'it does not begin as an NPY file');
  }
  const version = prefix.readUInt8(VERSION_AT);
  if (version < 1 || version > 3) throw refused(file, `it is of NPY format ${version}, known are 1 to 3`);
  const length = version === 1 ? prefix.readUInt16LE(LENGTH_AT) : prefix.readUInt32LE(LENGTH_AT);
  const start = LENGTH_AT + (version === 1 ? 2 : 4);
  if (length > MAX_DESCRIPTION_BYTES) throw refused(file, `its header claims to be ${length} bytes long`);
  if (start + length > size) throw refused(file, 'it ends within its header');
  const description = await readExactly(handle, { position: start, bytes: length });
  const header = { ...parseDescription(description.toString('utf8'), file), offset: start + length };
  requireSize(header, { size, file });
  return header;
}

/** The literal of a Python dictionary with exactly the keys that the format knows, in any order. */
function parseDescription(text: string, file: string): Omit<NpyHeader, 'offset'> {
  const entries = new Map<string, string>();
  const body = /^\{(?<body>.*)\}\s*$/s.exec(text)?.groups?.body;
  const rest = body?.replaceAll(
    /\s*'(\w+)'\s*:\s*('[^']*'|True|False|\([\d\sL,]*\))\s*(?:,|$)/g,
    (_match, key: string, value: string) => {
      entries.set(key, entries.has(key) ? 'twice' : value);
      return '';
    },
  );
  const [type, order, shape] = ['descr', 'fortran_order', 'shape'].map((key) => entries.get(key));
  if (rest?.trim() !== '' || entries.size !== 3)
    throw refused(file, 'its header is not that of a plain array');
  const known = (Object.keys(NPY_TYPES) as NpyType[]).find((each) => type === `'${each}'`);
  if (known === undefined) {
    throw refused(file, `its numbers are of type ${type}, expected '<f4' (float32) or '<f2' (float16)`);
  }
  if (order !== 'False') throw refused(file, 'it is in Fortran order');
  const sizes = /^\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)$/.exec(shape ?? '');
  const [rows, width] = [Number(sizes?.[1]), Number(sizes?.[2])];
  if (!Number.isSafeInteger(rows * width) || width === 0) {
    throw refused(file, `its shape is ${shape}, expected (rows, width)`);
  }
  return { type: known, rows, width };
}

function requireSize(
  { type, rows, width, offset }: NpyHeader,
  { size, file }: { readonly size: number; readonly file: string },
): void {
  const expected = offset + rows * width * NPY_TYPES[type];
  if (size === expected) return;
  throw refused(
    file,
    `its header claims ${rows} × ${width} numbers, ${expected} bytes in all, but the file has ${size}` +
      (size < expected ? ': it was cut off' : ''),
  );
}

/** @throws VidtokenError `invalid-value` naming both numbers. */
export function requireRows(
  header: NpyHeader,
  options: { readonly file: string; readonly expected: number; readonly of: string },
): void {
  const { file, expected, of } = options;
  if (header.rows !== expected)
    throw refused(file, `it has ${header.rows} rows, but there are ${expected} ${of}`);
}

/** So many bytes, or what is left of the file. */
export async function readExactly(
  handle: FileHandle,
  { position, bytes }: { readonly position: number; readonly bytes: number },
): Promise<Buffer> {
  const target = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(target, filled, bytes - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return target.subarray(0, filled);
}

export function refused(file: string, reason: string): VidtokenError {
  return unreadableFile(file, {
    reason,
    hint: 'Write it with: numpy.save(file, numpy.ascontiguousarray(features, dtype="float32")), one row for each item.',
  });
}
