import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.js';
import { byteRange } from './byte-range.js';
import { hasEntityTag } from './entity-tag.js';
import type { OpenedMedia } from './open-media.js';

interface SendMediaOptions {
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;
  readonly contentType: string;
}

/**
 * Answers with the file or the part of it that was asked for, and closes it.
 * @throws ProblemError 416 `range-not-satisfiable`
 */
export async function sendMedia(
  { handle, sizeBytes, modifiedMs }: OpenedMedia,
  { raw, reply, contentType }: SendMediaOptions,
): Promise<FastifyReply> {
  let isHandedOn = false;
  try {
    const etag = `"${sizeBytes.toString(36)}-${modifiedMs.toString(36)}"`;
    // Nothing of the file's name is said in a header.
    reply.headers({
      etag,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'last-modified': new Date(modifiedMs).toUTCString(),
      'x-content-type-options': 'nosniff',
    });
    const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = raw.headers;
    if (hasEntityTag(ifNoneMatch, etag)) return await reply.code(304).send();
    const isChanged = ifRange !== undefined && ifRange !== etag;
    const part = byteRange(isChanged ? undefined : range, sizeBytes);
    if (part === 'unsatisfiable') {
      reply.header('content-range', `bytes */${sizeBytes}`);
      throw unsatisfiable(range, sizeBytes);
    }
    const { start, end } = part === 'whole' ? { start: 0, end: sizeBytes - 1 } : part;
    if (part !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${sizeBytes}`);
    reply.header('content-type', contentType).header('content-length', end - start + 1);
    // An answer to HEAD would read the whole file to throw it away; an end before the start is no range to a stream.
    if (raw.method === 'HEAD' || end < start) return await reply.send(Readable.from([]));
    isHandedOn = true;
    return await reply.send(handle.createReadStream({ start, end }));
  } finally {
    if (!isHandedOn) await handle.close();
  }
}

function unsatisfiable(range: string | undefined, sizeBytes: number): ProblemError {
  return new ProblemError({
    status: 416,
    code: 'range-not-satisfiable',
    message: `The file has ${sizeBytes} bytes, "${range}" is outside of it.`,
    hint: `Ask for bytes from 0 to ${Math.max(0, sizeBytes - 1)}.`,
  });
}
