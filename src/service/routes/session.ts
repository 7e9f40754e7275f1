import type { FastifyInstance, FastifyRequest } from 'fastify';
import { operations } from '../contract/operations.js';
import type { Credentials } from '../platform/authenticate.js';
import { ProblemError } from '../problem-error.js';
import { addRoute } from '../route.js';
import { sessionCookie, sessionOfCookie } from '../tokens/session-cookie.js';

/** A cookie in exchange for a token. */
export function addSessionRoutes(app: FastifyInstance, { sessions }: Credentials): void {
  addRoute(app, operations.createSession, async ({ raw, reply }) => {
    const { scopes = [], tokenId, isBearer = false } = raw.caller ?? {};
    if (tokenId === undefined) return { scopes: [...scopes], expiresAt: null };
    if (!isBearer) throw needsBearer();
    const { id, expiresAtMs } = sessions.create(tokenId);
    reply.header('cache-control', 'no-store');
    reply.header('set-cookie', sessionCookie(id, { isSecure: isSecure(raw) }));
    return { scopes: [...scopes], expiresAt: new Date(expiresAtMs).toISOString() };
  });
  addRoute(app, operations.deleteSession, async ({ raw, reply }) => {
    const id = sessionOfCookie(raw.headers.cookie);
    reply.header('set-cookie', sessionCookie(undefined, { isSecure: isSecure(raw) }));
    return { ended: id !== undefined && sessions.end(id) };
  });
}

/** The service itself speaks plain HTTP; behind a proxy with TLS the origin of the page tells. */
function isSecure({ headers }: FastifyRequest): boolean {
  return headers.origin?.startsWith('https:') ?? false;
}

function needsBearer(): ProblemError {
  return new ProblemError({
    status: 401,
    code: 'unauthorised',
    message: 'A session is made with a bearer token, not with another session.',
    hint: 'Send "Authorization: Bearer vidtoken_…".',
  });
}
