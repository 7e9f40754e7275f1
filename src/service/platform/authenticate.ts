import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../contract/system.js';
import { ProblemError } from '../problem-error.js';
import { sessionOfCookie } from '../tokens/session-cookie.js';
import type { SessionStore } from '../tokens/session-store.js';
import type { TokenStore } from '../tokens/token-store.js';
import { type Caller, includedScopes, OPEN_CALLER } from './caller.js';

export interface Credentials {
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
}

const BEARER = /^Bearer +(\S+)$/i;

/** Finds out who calls. A token that is sent is checked even where none is needed. */
export function addIdentification(
  app: FastifyInstance,
  { requireTokens, credentials }: { readonly requireTokens: boolean; readonly credentials: Credentials },
): void {
  app.addHook('onRequest', async (request, reply) => {
    const operation = request.routeOptions.config?.operation;
    if (operation === undefined || operation.scope === 'none') return;
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      request.caller = bearerCaller(authorization, credentials.tokens);
      if (request.caller === undefined) request.refusal = refusedToken(reply);
    } else {
      request.caller = requireTokens ? sessionCaller(cookie, credentials) : OPEN_CALLER;
    }
  });
}

/** Lets a caller do only what its scopes allow. */
export function addAuthorisation(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const needed = request.routeOptions.config?.operation?.scope ?? 'none';
    if (needed === 'none') return;
    if (request.refusal !== undefined) throw request.refusal;
    if (request.caller === undefined) throw missingToken(reply);
    if (!request.caller.scopes.includes(needed)) throw wrongScope({ request, reply, needed });
  });
}

function bearerCaller(header: string, tokens: TokenStore): Caller | undefined {
  const [, text] = BEARER.exec(header) ?? [];
  const token = text === undefined ? undefined : tokens.verify(text);
  if (token === undefined) return undefined;
  return { scopes: includedScopes(token.scope), tokenId: token.id, isBearer: true };
}

function sessionCaller(cookie: string | undefined, { sessions, tokens }: Credentials): Caller | undefined {
  const session = sessionOfCookie(cookie);
  const tokenId = session === undefined ? undefined : sessions.tokenOf(session);
  // A session ends with its token.
  const scope = tokenId === undefined ? undefined : tokens.scopeOf(tokenId);
  if (tokenId === undefined || scope === undefined) return undefined;
  return { scopes: includedScopes(scope), tokenId, isBearer: false };
}

function missingToken(reply: FastifyReply): ProblemError {
  reply.header('www-authenticate', 'Bearer realm="vidtoken"');
  return new ProblemError({
    status: 401,
    code: 'unauthorised',
    message: 'This needs a token.',
    hint: 'Send "Authorization: Bearer vidtoken_…"; a token is made by: vidtoken token create <name>',
  });
}

function refusedToken(reply: FastifyReply): ProblemError {
  reply.header('www-authenticate', 'Bearer realm="vidtoken", error="invalid_token"');
  return new ProblemError({
    status: 401,
    code: 'unauthorised',
    message: 'The token is unknown, revoked or expired.',
    hint: 'Make a new one: vidtoken token create <name>',
  });
}

function wrongScope(options: {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly needed: Scope;
}): ProblemError {
  const { request, reply, needed } = options;
  reply.header('www-authenticate', `Bearer realm="vidtoken", error="insufficient_scope", scope="${needed}"`);
  return new ProblemError({
    status: 403,
    code: 'forbidden',
    message: `This needs the scope "${needed}"; the token has ${request.caller?.scopes.join(', ')}.`,
    hint: `Make a token with more: vidtoken token create <name> --scope ${needed}`,
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the token that was sent is refused; thrown after the rate limit has counted it. */
    refusal: ProblemError | undefined;
  }
}
