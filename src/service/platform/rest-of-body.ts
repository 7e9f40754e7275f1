import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** After that many bytes or seconds the connection is cut. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_MS = 30_000;

/**
 * An answer may be complete before the body of its request is, such as the one that refuses an upload. What still comes
 * is read and thrown away for a while: closing at once would reset the connection, and the client would lose the answer
 * that says why. A body without an end is cut off.
 */
export function addRestOfBody(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete === false) discard(raw);
  });
}

function discard(body: IncomingMessage): void {
  const cut = (): void => void body.socket.destroy();
  const timer = setTimeout(cut, MOST_MS);
  let bytes = 0;
  body.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) cut();
  });
  body.once('close', () => clearTimeout(timer));
  body.unpipe();
  body.resume();
}
