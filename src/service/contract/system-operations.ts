import type { Operation } from './operation.js';
import { health, readiness, serviceInfo } from './system.js';

/** The service itself. */
export const systemOperations = {
  getInfo: {
    id: 'getInfo',
    method: 'GET',
    path: '/v1/info',
    tag: 'system',
    summary: 'What this service holds and can do, and what the caller may do',
    scope: 'read',
    status: 200,
    answer: serviceInfo,
    errors: [],
  },
  getHealth: {
    id: 'getHealth',
    method: 'GET',
    path: '/healthz',
    tag: 'system',
    summary: 'The process is alive',
    scope: 'none',
    status: 200,
    answer: health,
    errors: [],
  },
  getReadiness: {
    id: 'getReadiness',
    method: 'GET',
    path: '/readyz',
    tag: 'system',
    summary: 'Requests can be answered; 503 while the store loads or the service shuts down',
    scope: 'none',
    status: 200,
    answer: readiness,
    errors: [],
  },
  getMetrics: {
    id: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    tag: 'system',
    summary: 'Prometheus text format',
    scope: 'admin',
    status: 200,
    answer: { contentType: 'text/plain', description: 'Metrics' },
    errors: [],
  },
} as const satisfies Readonly<Record<string, Operation>>;
