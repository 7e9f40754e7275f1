import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problem-error.js';

const WINDOW_MS = 60_000;
/** So many callers are counted at the same time. */
const COUNTED_CALLERS = 10_000;

/** Limits the requests a minute of one token, or of one address; refused tokens count for their address. */
export async function addRateLimit(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max: requestsPerMinute,
    timeWindow: WINDOW_MS,
    cache: COUNTED_CALLERS,
    keyGenerator: ({ caller, ip }) =>
      caller?.tokenId === undefined ? `address ${ip}` : `token ${caller.tokenId}`,
  });
  const count = app.createRateLimit();
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.operation?.scope === 'none') return;
    const answer = await count(request);
    if (answer.isAllowed) return;
    reply.header('ratelimit-limit', answer.max);
    reply.header('ratelimit-remaining', answer.remaining);
    reply.header('ratelimit-reset', answer.ttlInSeconds);
    if (!answer.isExceeded) return;
    throw new ProblemError({
      status: 429,
      code: 'rate-limited',
      message: `More than ${answer.max} requests in a minute.`,
      hint: `Wait ${answer.ttlInSeconds} seconds.`,
      retryAfterSeconds: answer.ttlInSeconds,
    });
  });
}
