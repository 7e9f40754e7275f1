import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { errorStatuses, isOtherContent, type Operation } from './contract/operation.js';
import type { OperationTypes } from './contract/operations.js';
import { problem } from './contract/problem.js';

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

/** Returns the answer; for other content it writes `reply` itself and returns nothing. */
export type OperationHandler<Op extends Operation> = (
  request: OperationRequest<Op>,
) => Promise<Op['answer'] extends z.ZodType ? OperationTypes<Op>['answer'] : FastifyReply>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of a route; absent for the page and the documents. */
    readonly operation?: Operation;
  }
}

/** Makes the route of an operation. */
export function addRoute<Op extends Operation>(
  app: FastifyInstance,
  operation: Op,
  handler: OperationHandler<Op>,
): void {
  const { params, query, body, status, answer, id, tag, summary } = operation;
  app.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { operation },
    schema: {
      operationId: id,
      tags: [tag],
      summary,
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      // A multipart body is read by its handler, which validates the JSON form as well.
      ...(body === undefined || operation.multipart !== undefined ? {} : { body }),
      response: {
        ...(isOtherContent(answer) ? {} : { [status]: answer }),
        ...Object.fromEntries(
          errorStatuses(operation).map((code) => [
            code,
            { description: 'Problem', content: { 'application/problem+json': { schema: problem } } },
          ]),
        ),
      },
    },
    handler: async (request, reply) => {
      const controller = new AbortController();
      request.raw.once('close', () => {
        if (!reply.raw.writableFinished) controller.abort();
      });
      reply.code(status);
      return handler({
        params: request.params as OperationTypes<Op>['params'],
        query: request.query as OperationTypes<Op>['query'],
        body: request.body as OperationTypes<Op>['body'],
        signal: controller.signal,
        raw: request,
        reply,
      });
    },
  });
}
