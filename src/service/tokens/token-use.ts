import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../../core/runtime.js';
import { writePrivateFile } from './token-file.js';

/** When each token was last used, in milliseconds since the epoch. */
export type TokenUse = ReadonlyMap<string, number>;

const useFile = z.record(z.string(), z.number());

/**
 * Kept in a file of its own that only the service writes: it must never write back a token that somebody revokes
 * meanwhile.
 */
export function createTokenUse(path: string, clock: Clock) {
  const noted = new Map<string, number>();
  const read = async (): Promise<TokenUse> => {
    const text = await readFile(path, 'utf8').catch(() => '{}');
    const parsed = useFile.safeParse(parseOrEmpty(text));
    return new Map([...Object.entries(parsed.success ? parsed.data : {}), ...noted]);
  };
  return {
    note: (id: string): void => void noted.set(id, clock()),
    read,
    flush: async (): Promise<void> => {
      if (noted.size === 0) return;
      const all = await read();
      noted.clear();
      await writePrivateFile(path, `${JSON.stringify(Object.fromEntries(all))}\n`);
    },
  };
}

/** A damaged file costs nothing but these times. */
function parseOrEmpty(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
