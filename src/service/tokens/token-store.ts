import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { VidtokenError } from '../../core/errors.js';
import type { Clock, Logger } from '../../core/runtime.js';
import { takeWriterLock } from '../../store/writer-lock.js';
import type { Scope } from '../contract/system.js';
import { type StoredToken, writePrivateFile } from './token-file.js';
import { hashSecret, isSecret, newToken, parseToken } from './token-text.js';
import { createTokenUse, type TokenUse } from './token-use.js';
import { createWatchedTokens } from './watched-tokens.js';

/** A token as it may be shown. */
export type TokenFacts = Omit<StoredToken, 'hash'> & {
  readonly lastUsedAtMs: number | null;
  readonly isExpired: boolean;
};

/** Bearer tokens of one store, shared by the commands that make them and the service that checks them. */
export interface TokenStore {
  /** Every token that was not revoked, oldest first. */
  list(): Promise<TokenFacts[]>;
  /** @returns the text of the token, which is stored nowhere. @throws VidtokenError `invalid-value` for a name that is taken */
  create(options: NewTokenOptions): Promise<{ readonly token: TokenFacts; readonly text: string }>;
  /** @throws VidtokenError `invalid-value` for an unknown id */
  revoke(id: string): Promise<TokenFacts>;
  /** The token of a text, unless it is unknown, wrong, revoked or expired. Knows what other processes changed. */
  verify(text: string): { readonly id: string; readonly scope: Scope } | undefined;
  /** The scope of a token that is neither revoked nor expired. */
  scopeOf(id: string): Scope | undefined;
  /** Writes down when tokens were last used. */
  flush(): Promise<void>;
}

export interface NewTokenOptions {
  readonly name: string;
  readonly scope: Scope;
  /** From now; never when not given. */
  readonly lifetimeMs?: number;
}

interface TokenStoreOptions {
  /** Absolute folder of the store. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createTokenStore({ dataFolder, clock, logger }: TokenStoreOptions): TokenStore {
  const folder = join(dataFolder, 'service');
  const path = join(folder, 'tokens.json');
  const stored = createWatchedTokens(path);
  const use = createTokenUse(join(folder, 'token-use.json'), clock);
  const change = async (work: (tokens: readonly StoredToken[]) => readonly StoredToken[]): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const lock = await takeWriterLock({ folder, command: 'token', clock, logger });
    try {
      const tokens = work([...stored.current().values()]);
      await writePrivateFile(path, `${JSON.stringify({ tokens }, null, 2)}\n`);
    } finally {
      await lock.release();
    }
  };
  const scopeOf = (id: string): Scope | undefined => {
    const token = stored.current().get(id);
    return token === undefined || isExpired(token, clock()) ? undefined : token.scope;
  };
  return {
    list: async () => {
      const lastUsed = await use.read();
      return [...stored.current().values()].map((token) => factsOf(token, { lastUsed, nowMs: clock() }));
    },
    create: async ({ name, scope, lifetimeMs }) => {
      const { id, secret, text } = newToken();
      const nowMs = clock();
      const expiresAtMs = lifetimeMs === undefined ? null : nowMs + lifetimeMs;
      const token = { id, name, scope, hash: hashSecret(secret), createdAtMs: nowMs, expiresAtMs };
      await change((tokens) => {
        if (tokens.some((other) => other.name === name)) throw takenName(name);
        return [...tokens, token];
      });
      return { token: factsOf(token, { lastUsed: new Map(), nowMs }), text };
    },
    revoke: async (id) => {
      const lastUsed = await use.read();
      const token = stored.current().get(id);
      if (token === undefined) throw unknownToken(id);
      await change((tokens) => tokens.filter((other) => other.id !== id));
      return factsOf(token, { lastUsed, nowMs: clock() });
    },
    verify: (text) => {
      const parts = parseToken(text);
      const token = parts === undefined ? undefined : stored.current().get(parts.id);
      if (parts === undefined || token === undefined || !isSecret(parts.secret, token.hash)) return undefined;
      if (isExpired(token, clock())) return undefined;
      use.note(token.id);
      return { id: token.id, scope: token.scope };
    },
    scopeOf,
    flush: () => use.flush(),
  };
}

function isExpired({ expiresAtMs }: StoredToken, nowMs: number): boolean {
  return expiresAtMs !== null && nowMs >= expiresAtMs;
}

function factsOf(
  token: StoredToken,
  { lastUsed, nowMs }: { readonly lastUsed: TokenUse; readonly nowMs: number },
): TokenFacts {
  const { hash: _secret, ...facts } = token;
  return { ...facts, lastUsedAtMs: lastUsed.get(token.id) ?? null, isExpired: isExpired(token, nowMs) };
}

function takenName(name: string): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `There is a token named "${name}" already.`,
    hint: 'Choose another name, or revoke the other one: vidtoken token list',
  });
}

function unknownToken(id: string): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `There is no token "${id}".`,
    hint: 'List them: vidtoken token list',
  });
}
