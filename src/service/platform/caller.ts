import { SCOPES, type Scope } from '../contract/system.js';

/** Who sends a request. */
export interface Caller {
  /** Everything that it may do. */
  readonly scopes: readonly Scope[];
  /** Of its bearer token; undefined where requests need none. */
  readonly tokenId: string | undefined;
  /** True when a header proved it, which no other web page can send; a cookie or an open service proves nothing. */
  readonly isBearer: boolean;
}

/** A service without tokens on a loopback address: everybody who reaches it may do everything. */
export const OPEN_CALLER: Caller = { scopes: SCOPES, tokenId: undefined, isBearer: false };

/** A scope and the lesser ones that it includes: read < write < admin. */
export function includedScopes(scope: Scope): Scope[] {
  return SCOPES.slice(0, SCOPES.indexOf(scope) + 1);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined for a caller who did not prove anything, on what is open to everybody. */
    caller: Caller | undefined;
  }
}
