import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.js';

/** No byte comes or goes on a connection for so long: it is closed. Events send something more often. */
const IDLE_MS = 120_000;
/** The whole head of a request must have come. */
const HEADERS_MS = 15_000;
/** The slowest upload. */
const UPLOAD_MS = 60 * 60_000;
const CHECK_MS = 5000;

/** Options of the server against connections that never finish what they began. */
export const SERVER_LIMITS = {
  connectionTimeout: IDLE_MS,
  requestTimeout: UPLOAD_MS,
  keepAliveTimeout: 10_000,
  http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS },
} as const;

/** Ends requests whose body comes too slowly. A multipart body is read by its handler, so it is not meant. */
export function addBodyTimeLimit(app: FastifyInstance, limitMs: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = async (request: FastifyRequest): Promise<void> => clearTimeout(timers.get(request));
  app.addHook('onRequest', async (request, reply) => {
    const timer = setTimeout(() => {
      if (reply.sent) return;
      reply.header('connection', 'close');
      reply.send(
        new ProblemError({
          status: 408,
          code: 'timeout',
          message: `The body did not arrive within ${limitMs / 1000} seconds.`,
          hint: 'Send it faster, or send less.',
        }),
      );
    }, limitMs);
    timers.set(request, timer.unref());
  });
  app.addHook('preValidation', stop);
  app.addHook('onResponse', stop);
}
