import type { FastifyInstance } from 'fastify';
import { operations } from '../contract/operations.js';
import { readinessOf } from '../platform/readiness.js';
import { serviceFacts } from '../platform/service-facts.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

/** What the service is, whether it is well, and its metrics. */
export function addSystemRoutes(app: FastifyInstance, service: Service): void {
  addRoute(app, operations.getInfo, ({ raw }) => serviceFacts(service, raw.caller?.scopes ?? []));
  addRoute(app, operations.getHealth, async () => ({ status: 'ok' as const }));
  addRoute(app, operations.getReadiness, async () => readinessOf(service));
  addRoute(app, operations.getMetrics, async ({ reply }) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4')
      .send(await service.metrics.text()),
  );
}
