import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { errorStatuses, isOtherContent, type Operation } from './contract/operation.js';
import type { OperationTypes } from './contract/operations.js';
import { problem } from './contract/problem.js';
import { onAbort } from './platform/on-abort.js';
import { hasTimeLimit } from './platform/operation-limits.js';
import { withinTime } from './platform/within-time.js';

/** What a handler of an operation gets: everything is validated already. */
export interface OperationRequest<Op extends Operation> {
  readonly params: OperationTypes<Op>['params'];
  readonly query: OperationTypes<Op>['query'];
  readonly body: OperationTypes<Op>['body'];
  /** Ends with the connection and with the time limit of the request. */
  readonly signal: AbortSignal;
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Returns the answer; for other content it writes `reply` itself and returns it. */
export type OperationHandler<Op extends Operation> = (
  request: OperationRequest<Op>,
) => Promise<Op['answer'] extends z.ZodType ? OperationTypes<Op>['answer'] : FastifyReply>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of a route; absent for the page and the documents. */
    readonly operation?: Operation;
  }
  interface FastifyInstance {
    /** Time limit of handlers; without it they may take as long as they like. */
    operationTimeoutMs?: number;
  }
}

/** Makes the route of an operation. */
export function addRoute<Op extends Operation>(
  app: FastifyInstance,
  operation: Op,
  handler: OperationHandler<Op>,
): void {
  const { params, query, body, multipart } = operation;
  const limitMs = hasTimeLimit(operation) ? app.operationTimeoutMs : undefined;
  app.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { operation },
    schema: {
      operationId: operation.id,
      tags: [operation.tag],
      summary: operation.summary,
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      // A multipart body is read by its handler, which validates the JSON form as well.
      ...(body === undefined || multipart !== undefined ? {} : { body }),
      response: responses(operation),
    },
    handler: async (request, reply) => {
      const controller = new AbortController();
      onAbort(reply, () => controller.abort());
      reply.code(operation.status);
      const answer = handler({
        params: request.params as OperationTypes<Op>['params'],
        query: request.query as OperationTypes<Op>['query'],
        body: request.body as OperationTypes<Op>['body'],
        signal: controller.signal,
        raw: request,
        reply,
      });
      return limitMs === undefined ? answer : withinTime(answer, { limitMs, controller });
    },
  });
}

function responses(operation: Operation): object {
  const { answer, status } = operation;
  return {
    ...(isOtherContent(answer) ? {} : { [status]: answer }),
    ...Object.fromEntries(
      errorStatuses(operation).map((code) => [
        code,
        { description: 'Problem', content: { 'application/problem+json': { schema: problem } } },
      ]),
    ),
  };
}
