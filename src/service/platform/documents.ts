import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Swagger UI styles its own elements; everything comes from this service. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/openapi.json`, and `/docs` where a person can read and try it; everything comes from this service. */
export async function addDocuments(app: FastifyInstance): Promise<void> {
  let document: object | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, () => {
    document ??= app.swagger();
    return document;
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: POLICY,
    validatorUrl: false,
    uiConfig: { deepLinking: true, displayOperationId: true, persistAuthorization: false },
  });
}
