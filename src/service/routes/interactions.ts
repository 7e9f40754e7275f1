import type { FastifyInstance } from 'fastify';
import { operations } from '../contract/operations.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

/** `POST /v1/interactions` */
export function addInteractionRoutes(app: FastifyInstance, { feedback, metrics }: Service): void {
  addRoute(app, operations.addInteractions, ({ body }) =>
    metrics.time('journal', () => feedback.add(body.events)),
  );
}
