import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problemBody, sendProblem } from './errors.js';

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly code: string;
  readonly detail: string;
}

const NOT_HTTP: Refusal = {
  status: 400,
  reason: 'Bad Request',
  code: 'invalid-request',
  detail: 'This is no valid HTTP request.',
};
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    code: 'timeout',
    detail: 'The request did not arrive in time.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    code: 'invalid-request',
    detail: 'The headers are too large.',
  },
};

/** Answers what is no HTTP request, or never became a whole one, and closes its connection. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = REFUSALS[error.code ?? ''] ?? NOT_HTTP;
  if (socket.writable) {
    const body = JSON.stringify(problemBody(refusal, randomUUID()));
    const head = [
      `HTTP/1.1 ${refusal.status} ${refusal.reason}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}

/** Addresses that cannot be decoded or are too long: Fastify gives them to nobody else. */
export function refuseUnreadableAddress(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const isLong = error.statusCode === 414;
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  sendProblem({
    request,
    reply,
    answer: {
      status: isLong ? 414 : 400,
      code: 'invalid-request',
      detail: isLong ? 'A part of the address is too long.' : 'The address cannot be decoded.',
    },
  });
}
