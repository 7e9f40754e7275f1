import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problem-error.js';

/** Refuses new work once the service shuts down, and lets each connection end with its answer. */
export function addDrain(app: FastifyInstance, signal: AbortSignal): void {
  app.addHook('onRequest', async (request) => {
    if (!signal.aborted || request.routeOptions.config?.operation?.scope === 'none') return;
    throw new ProblemError({
      status: 503,
      code: 'shutting-down',
      message: 'The service shuts down.',
      hint: 'Ask again when it is back.',
      retryAfterSeconds: 5,
    });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (signal.aborted) reply.header('connection', 'close');
  });
}
