import type { FastifyReply } from 'fastify';

/** Calls back when the client closes the connection before its answer was written. */
export function onAbort(reply: FastifyReply, callback: () => void): void {
  // Of the answer: the request itself counts as closed as soon as its body was read.
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) callback();
  });
}
