import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Operation } from '../../src/service/contract/operation.js';
import { addRoute, type OperationHandler } from '../../src/service/route.js';

const DEFAULTS = {
  method: 'GET',
  tag: 'probe',
  summary: 'Made for a test',
  scope: 'read',
  status: 200,
  answer: z.object({ done: z.boolean() }),
  errors: [],
} as const satisfies Partial<Operation>;

type Probe = Operation & { readonly answer: z.ZodType };

/** A route that only a test has, `/v1/probe/<id>` unless it says otherwise. */
export function probeRoute(
  operation: Partial<Probe> & { readonly id: string },
  handler: OperationHandler<Probe> = async () => ({ done: true }),
): (app: FastifyInstance) => void {
  const whole: Probe = { ...DEFAULTS, path: `/v1/probe/${operation.id}`, ...operation };
  return (app) => addRoute(app, whole, handler);
}
