import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const CLEAN_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** The id that a caller gave to its request when it is short and clean, else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && CLEAN_ID.test(given) ? given : randomUUID();
}
