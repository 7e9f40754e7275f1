import { createHash } from 'node:crypto';
import type { ContentHash } from '../core/ids.js';
import type { Random } from '../math/random.js';

/** An item that can be judged: one content, with whatever labels it has. */
export interface LabelledItem {
  readonly contentHash: ContentHash;
  readonly labels: Readonly<Record<string, string>>;
}

/** Who is asked for, among whom, and what counts as found, for one label. Numbers are positions in `items`. */
export interface LabelRelevance {
  readonly label: string;
  /** Items that carry the label, and so could be judged; each content once. */
  readonly gallery: readonly number[];
  /** Gallery items used as queries, each with at least one relevant item. */
  readonly queries: readonly number[];
  /** [queries] L_i: other gallery items with the value of the query. */
  readonly relevantTotals: readonly number[];
  /** Gallery items that could not be queries, because no other item has their value. */
  readonly withoutRelevant: number;
  /** Number of different values in the gallery. */
  readonly values: number;
  /** SHA-256 (hex) of label, gallery with values, and queries: equal hashes make two scores comparable. */
  readonly relevanceHash: string;
  /** Is the item in the gallery, not the query, and of the query's value? */
  isRelevant(query: number, item: number): boolean;
}

/**
 * Two items are relevant to each other when they have the same value of the label. Items without the label are
 * neither queries nor in the gallery: nobody said whether they are relevant, and equation 10 of DreamUMM is
 * measured on an annotated set. Everything is ordered by content hash, so that neither storage order nor ids
 * play a part.
 * @param options.queryLimit draws that many of the possible queries at random; all when absent.
 * @param options.within restricts gallery and queries, for example to videos that were not trained on.
 */
export function labelRelevance(options: {
  readonly items: readonly LabelledItem[];
  readonly label: string;
  readonly random: Random;
  readonly queryLimit?: number;
  readonly within?: ReadonlySet<ContentHash>;
}): LabelRelevance {
  const { items, label, random, queryLimit, within } = options;
  const labelOf = (item: number): string | undefined => {
    const labels = items[item]?.labels ?? {};
    return Object.hasOwn(labels, label) ? labels[label] : undefined;
  };
  const hashOf = (item: number): string => items[item]?.contentHash ?? '';
  const byHash = new Map<string, number>();
  for (const [item, { contentHash }] of items.entries()) {
    const isCandidate = labelOf(item) !== undefined && (within === undefined || within.has(contentHash));
    if (isCandidate && !byHash.has(contentHash)) byHash.set(contentHash, item);
  }
  const gallery = [...byHash.keys()].sort().map((hash) => byHash.get(hash) as number);
  const inGallery = new Set(gallery);
  const counts = new Map<string, number>();
  for (const item of gallery) {
    const value = labelOf(item) as string;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const othersOf = (item: number): number => (counts.get(labelOf(item) as string) ?? 1) - 1;
  const possible = gallery.filter((item) => othersOf(item) > 0);
  const chosen = queryLimit === undefined ? undefined : new Set(random.sample(possible, queryLimit));
  const queries = chosen === undefined ? possible : possible.filter((item) => chosen.has(item));

  const hash = createHash('sha256').update(JSON.stringify(label));
  for (const item of gallery) hash.update(`\n${hashOf(item)} ${JSON.stringify(labelOf(item))}`);
  hash.update('\nqueries');
  for (const item of queries) hash.update(`\n${hashOf(item)}`);
  return {
    label,
    gallery,
    queries,
    relevantTotals: queries.map(othersOf),
    withoutRelevant: gallery.length - possible.length,
    values: counts.size,
    relevanceHash: hash.digest('hex'),
    isRelevant: (query, item) =>
      hashOf(item) !== hashOf(query) && inGallery.has(item) && labelOf(item) === labelOf(query),
  };
}
