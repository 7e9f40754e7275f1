import type { FastifyRequest } from 'fastify';

/** The operation of a request, or what else it is for. */
export function operationName(request: FastifyRequest): string {
  if (request.is404) return 'unknown';
  return request.routeOptions.config?.operation?.id ?? 'page';
}
