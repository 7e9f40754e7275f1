import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Operation } from '../contract/operation.js';
import { operations } from '../contract/operations.js';
import { ProblemError } from '../problem-error.js';

/** Everything that is no page of the browser. */
const OWN_PATHS = /^\/(v1|docs|assets|openapi\.json|healthz|readyz|metrics)(\/|$)/;
const PATTERNS = Object.values<Operation>(operations).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** 404 and 405 as problems; an address of the page (it has routes of its own) gives the page. */
export function addNotFound(app: FastifyInstance, { hasPage }: { readonly hasPage: boolean }): void {
  app.setNotFoundHandler((request, reply) => {
    const [path = '/'] = request.url.split('?');
    const allowed = allowedMethods(path);
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      reply.header('allow', allowed.join(', '));
      throw new ProblemError({
        status: 405,
        code: 'method-not-allowed',
        message: `${request.method} is not possible here, but ${allowed.join(' and ')}.`,
      });
    }
    if (hasPage && isPageRequest(request, path)) return reply.sendFile('index.html');
    throw new ProblemError({
      status: 404,
      code: 'no-such-route',
      message: 'There is nothing at this address.',
      hint: 'GET /openapi.json lists every operation.',
    });
  });
}

function allowedMethods(path: string): string[] {
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function isPageRequest(request: FastifyRequest, path: string): boolean {
  const asks = request.method === 'GET' || request.method === 'HEAD';
  return asks && !OWN_PATHS.test(path) && (request.headers.accept?.includes('text/html') ?? false);
}
