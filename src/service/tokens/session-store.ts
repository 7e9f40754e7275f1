import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/runtime.js';

const ID_BYTES = 32;
/** A session ends when it was not used for so long. */
const IDLE_MS = 60 * 60_000;
const MAXIMUM_SESSIONS = 1000;

/** Sessions of pages, in memory only: a cookie stands for a token, because a browser sends no token for pictures. */
export interface SessionStore {
  create(tokenId: string): { readonly id: string; readonly expiresAtMs: number };
  /** The token that a session stands for. Using it puts its end off. */
  tokenOf(id: string): string | undefined;
  /** @returns whether there was one */
  end(id: string): boolean;
}

export function createSessionStore(clock: Clock): SessionStore {
  const sessions = new Map<string, { readonly tokenId: string; expiresAtMs: number }>();
  const dropOld = (): void => {
    for (const [id, { expiresAtMs }] of sessions) {
      if (expiresAtMs <= clock() || sessions.size >= MAXIMUM_SESSIONS) sessions.delete(id);
    }
  };
  return {
    create: (tokenId) => {
      dropOld();
      const id = randomBytes(ID_BYTES).toString('base64url');
      const expiresAtMs = clock() + IDLE_MS;
      sessions.set(id, { tokenId, expiresAtMs });
      return { id, expiresAtMs };
    },
    tokenOf: (id) => {
      const session = sessions.get(id);
      if (session === undefined || session.expiresAtMs <= clock()) return undefined;
      session.expiresAtMs = clock() + IDLE_MS;
      return session.tokenId;
    },
    end: (id) => sessions.delete(id),
  };
}
