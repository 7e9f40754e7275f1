import { readFileSync, statSync } from 'node:fs';
import { parseTokenFile, type StoredToken } from './token-file.js';

/**
 * The tokens of a file as it is now: what another process revoked is gone with the next call. One `stat` a call, which
 * takes microseconds; the file is read again only when it was replaced (its inode, time or size is another one).
 */
export function createWatchedTokens(path: string): { current(): ReadonlyMap<string, StoredToken> } {
  let seen = '';
  let tokens: ReadonlyMap<string, StoredToken> = new Map();
  return {
    current: () => {
      const facts = statSync(path, { throwIfNoEntry: false });
      const version = facts === undefined ? 'none' : `${facts.ino} ${facts.mtimeMs} ${facts.size}`;
      if (version !== seen) {
        const list = facts === undefined ? [] : parseTokenFile(readFileSync(path, 'utf8'), path);
        tokens = new Map(list.map((token) => [token.id, token]));
        seen = version;
      }
      return tokens;
    },
  };
}
