import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { type ContentHash, contentHash } from '../../core/ids.js';
import { ProblemError } from '../problem-error.js';
import { displayName, safeExtension } from './file-name.js';
import { parseUploadFields, type UploadFields } from './upload-fields.js';
import type { UploadSlots } from './upload-slots.js';

/** A file that came whole. */
export interface ReceivedFile {
  /** Absolute, with a safe extension. */
  readonly path: string;
  /** For people; see `displayName`. */
  readonly name: string;
  readonly contentHash: ContentHash;
  readonly fields: UploadFields;
}

export interface ReceiveOptions {
  readonly request: FastifyRequest;
  /** Absolute; the folder of this request is made in it. */
  readonly parent: string;
  /** Names of the parts. */
  readonly parts: { readonly file: string; readonly fields: readonly string[] };
  readonly limitBytes: number;
  readonly slots: UploadSlots;
}

/**
 * Streams the file of a multipart body into a folder of its own, and lends both to `work`. The folder is removed when
 * the body or the work fails, and afterwards unless the work keeps it.
 * @throws ProblemError `unsupported-media-type`, `body-too-large`, `queue-full`, `invalid-request`; whatever the work throws
 */
export async function withUpload<Result>(
  options: ReceiveOptions,
  work: (upload: ReceivedFile & { readonly folder: string; keep(): void }) => Promise<Result>,
): Promise<Result> {
  const folder = join(options.parent, randomUUID());
  let isKept = false;
  let release: (() => void) | undefined;
  try {
    requireMultipart(options);
    release = options.slots.take();
    await mkdir(folder, { recursive: true });
    const received = await receive(folder, options);
    const keep = (): void => {
      isKept = true;
    };
    return await work({ ...received, folder, keep });
  } finally {
    release?.();
    if (!isKept) await rm(folder, { recursive: true, force: true });
  }
}

/** An honest length is believed, so that a body that is too large need not come at all. */
function requireMultipart({ request, limitBytes }: ReceiveOptions): void {
  if (!request.isMultipart()) {
    throw new ProblemError({
      status: 415,
      code: 'unsupported-media-type',
      message: 'The body must be multipart/form-data with a part "file".',
    });
  }
  if (Number(request.headers['content-length'] ?? 0) > limitBytes + ROOM_FOR_FIELDS)
    throw tooLarge(limitBytes);
}

const ROOM_FOR_FIELDS = 1024 * 1024;

async function receive(folder: string, options: ReceiveOptions): Promise<ReceivedFile> {
  const { request, parts } = options;
  const texts: Record<string, string> = {};
  let file: Omit<ReceivedFile, 'fields'> | undefined;
  for await (const part of partsOf(request)) {
    if (part.type === 'field') {
      if (!parts.fields.includes(part.fieldname)) throw unknownPart(part.fieldname, parts);
      if (part.valueTruncated) throw invalid(part.fieldname, 'is too long');
      texts[part.fieldname] = typeof part.value === 'string' ? part.value : JSON.stringify(part.value);
    } else {
      if (part.fieldname !== parts.file) throw unknownPart(part.fieldname, parts);
      if (file !== undefined)
        throw invalid(parts.file, 'stands there twice; send one file with each request');
      file = await writeFile(part, folder, options);
    }
  }
  if (file === undefined) throw invalid(parts.file, 'is missing');
  return { ...file, fields: parseUploadFields(texts) };
}

/** A body that is no proper multipart is the fault of who sent it. */
async function* partsOf(request: FastifyRequest) {
  const parts = request.parts();
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      if (typeof error === 'object' && error !== null && 'statusCode' in error) throw error;
      throw brokenBody(error);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

async function writeFile(
  part: MultipartFile,
  folder: string,
  { limitBytes, parts }: ReceiveOptions,
): Promise<Omit<ReceivedFile, 'fields'>> {
  const name = displayName(part.filename);
  const path = join(folder, `file.${safeExtension(name)}`);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const observed = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  // The stream itself would go on to the end of the part, without the bytes.
  const limit = new AbortController();
  part.file.once('limit', () => limit.abort());
  // A small limit may be passed before anybody listens.
  if (part.file.truncated) throw tooLarge(limitBytes);
  await pipeline(part.file, observed, createWriteStream(path), { signal: limit.signal }).catch(
    (error: unknown) => {
      if (part.file.truncated) throw tooLarge(limitBytes);
      throw isSystemError(error) ? error : brokenBody(error);
    },
  );
  if (part.file.truncated) throw tooLarge(limitBytes);
  if (sizeBytes === 0) throw invalid(parts.file, 'is empty');
  return { path, name, contentHash: contentHash(hash.digest('hex')) };
}

/** Of the file system, such as a full disk. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'body-too-large',
    message: `The file is larger than ${limitBytes} bytes.`,
  });
}

function brokenBody(cause: unknown): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    message: 'The multipart body is broken or was cut off.',
    cause,
  });
}

function unknownPart(name: string, { file, fields }: ReceiveOptions['parts']): ProblemError {
  return invalid(name.slice(0, 100), `is not known; there are: ${[file, ...fields].join(', ')}`);
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    message: `The body is not as expected: the part "${path}" ${message}.`,
    errors: [{ path, message }],
  });
}
