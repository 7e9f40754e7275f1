import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../core/errors.js';
import type { JsonValue } from '../core/media.js';
import { durableFile } from './durable-file.js';

/** Values of one tensor on the host. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Named float32 tensors and plain facts: model weights, optimizer state, a whole training run. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly facts: JsonValue;
}

/*
 * File layout: 8 bytes `VTCKPT01`, the header's length as uint32, the header as JSON, then the tensors' float32
 * values one after the other; all numbers little-endian. The header carries the SHA-256 of the values and of the
 * facts, so that a truncated, foreign or damaged file is told from a good one.
 */
const MAGIC = 'VTCKPT01';
const PREFIX_BYTES = MAGIC.length + 4;
const FLOAT_BYTES = 4;

const headerSchema = z.object({
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.number().int().nonnegative()) })),
  sha256: z.string(),
  facts: z.json(),
});

/** Writes a checkpoint atomically. @throws VidtokenError `disk-full`, `store-unwritable`. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const entries = [...checkpoint.tensors].map(([name, { shape }]) => ({ name, shape }));
  const payloads = [...checkpoint.tensors.values()].map(({ values }) => littleEndianBytes(values));
  const header = Buffer.from(
    JSON.stringify({
      tensors: entries,
      sha256: digest(payloads, checkpoint.facts),
      facts: checkpoint.facts,
    }),
  );
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(header.length, MAGIC.length);
  await durableFile(path, [prefix, header, ...payloads]);
}

/**
 * Reads a checkpoint and verifies it.
 * @returns undefined when there is no such file.
 * @throws VidtokenError `checkpoint-invalid` when the file is truncated, damaged or something else.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw invalid(path, messageOf(error), error);
  }
  return parseCheckpoint(path, bytes);
}

function parseCheckpoint(path: string, bytes: Buffer): Checkpoint {
  if (bytes.length < PREFIX_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw invalid(path, 'it does not start like a checkpoint');
  }
  const payloadStart = PREFIX_BYTES + bytes.readUInt32LE(MAGIC.length);
  if (bytes.length < payloadStart) throw invalid(path, 'it ends inside its header');
  const header = parseHeader(path, bytes.toString('utf8', PREFIX_BYTES, payloadStart));
  const tensors = new Map<string, HostTensor>();
  const payloads: Uint8Array[] = [];
  let offset = payloadStart;
  for (const { name, shape } of header.tensors) {
    const end = offset + FLOAT_BYTES * shape.reduce((product, size) => product * size, 1);
    if (end > bytes.length) throw invalid(path, `it ends inside the tensor "${name}"`);
    const payload = bytes.subarray(offset, end);
    payloads.push(payload);
    tensors.set(name, { shape, values: floatsOf(payload) });
    offset = end;
  }
  if (offset !== bytes.length) throw invalid(path, `${bytes.length - offset} bytes follow its last tensor`);
  if (digest(payloads, header.facts) !== header.sha256) throw invalid(path, 'its checksum does not match');
  return { tensors, facts: header.facts };
}

function parseHeader(path: string, text: string): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw invalid(path, 'its header is not readable', error);
  }
}

function digest(payloads: readonly Uint8Array[], facts: JsonValue): string {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const payload of payloads) hash.update(payload);
  return hash.digest('hex');
}

function littleEndianBytes(values: Float32Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

function floatsOf(payload: Uint8Array): Float32Array {
  const copy = Buffer.from(Uint8Array.from(payload).buffer);
  if (endianness() === 'BE') copy.swap32();
  return new Float32Array(copy.buffer);
}

function invalid(path: string, why: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'checkpoint-invalid',
    message: `${path} is not a usable checkpoint: ${why}.`,
    hint: 'Remove the file and run the command again without `--resume`.',
    facts: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}
