import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../core/runtime.js';
import type { ServiceMetrics } from './metrics.js';
import { onAbort } from './on-abort.js';
import { operationName } from './operation-name.js';

/** As other servers have it: the client went away before it had its answer. */
const ABORTED_STATUS = 499;

/**
 * One line and one measurement for each request. The address is not logged: searches stand in its query, and the id of
 * the operation says the rest.
 */
export function addRequestLog(
  app: FastifyInstance,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: ServiceMetrics },
): void {
  const answered = (request: FastifyRequest, { status, milliseconds }: Answered): void => {
    const operation = operationName(request);
    metrics.answered({ operation, status, seconds: milliseconds / 1000 });
    logger.info(
      {
        requestId: request.id,
        operation,
        method: request.method,
        status,
        milliseconds: Math.round(milliseconds * 10) / 10,
        ...(request.caller?.tokenId === undefined ? {} : { token: request.caller.tokenId }),
      },
      'request',
    );
  };
  app.addHook('onRequest', async (request, reply) => {
    onAbort(reply, () => answered(request, { status: ABORTED_STATUS, milliseconds: reply.elapsedTime }));
  });
  app.addHook('onResponse', async (request, reply) => {
    answered(request, { status: reply.statusCode, milliseconds: reply.elapsedTime });
  });
}

interface Answered {
  readonly status: number;
  readonly milliseconds: number;
}
