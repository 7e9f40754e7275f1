import { createHash } from 'node:crypto';
import type { ContentHash } from '../../core/ids.js';

/** Different texts that are remembered; the ones not seen for longest are forgotten first. About 40 MB at most. */
const MOST_TEXTS = 100_000;
const HASH_BYTES = 12;

export interface DuplicateWatch {
  /** Contents with the same text from which on the text is a fault. */
  readonly limit: number;
  /** Notes a text about a content. @returns how many different contents, this one included, have got this text. */
  note(text: string, contentHash: ContentHash): number;
}

/**
 * Counts the different contents that got word for word the same text, case, punctuation and spaces aside. Only
 * hashes are kept. A content counts once however often it is asked about, so that neither repeats nor the order of
 * the contents change the count of a text.
 *
 * @param options.limit contents beyond this many are not told apart
 */
export function createDuplicateWatch({ limit }: { readonly limit: number }): DuplicateWatch {
  const holders = new Map<string, Set<string>>();
  return {
    limit,
    note(text, contentHash) {
      const name = hashOf(text);
      const contents = holders.get(name) ?? new Set();
      // Put back at the end: a map walks in the order of insertion.
      holders.delete(name);
      holders.set(name, contents);
      if (contents.size < limit) contents.add(contentHash.slice(0, 2 * HASH_BYTES));
      for (const oldest of holders.keys()) {
        if (holders.size <= MOST_TEXTS) break;
        holders.delete(oldest);
      }
      return contents.size;
    },
  };
}

function hashOf(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return createHash('sha256').update(words).digest().subarray(0, HASH_BYTES).toString('base64');
}
