import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LabelRelevance } from '../../src/dataset/label-relevance.js';
import { tieKey, topK } from '../../src/math/top-k.js';
import type { RankedQuery } from '../../src/metrics/ranking-metric.js';

export interface RankOptions {
  /** Ranks that are looked at: the largest cutoff. */
  readonly depth: number;
  readonly seed: number;
}

/**
 * Ranks gallery items for one query and marks what is relevant. The query itself is never among the ranks.
 * Equal scores are ordered by the seed, differently for each query, so vectors that say nothing score at chance.
 * @param options.scores [items] larger is nearer; NaN ranks last.
 * @param options.among the items to rank; the whole gallery by default.
 */
export function rankQuery(
  options: RankOptions & {
    readonly relevance: LabelRelevance;
    /** Position in `relevance.queries`. */
    readonly queryIndex: number;
    readonly scores: ArrayLike<number>;
    readonly among?: readonly number[];
  },
): RankedQuery {
  const { relevance, depth, seed, queryIndex, scores, among = relevance.gallery } = options;
  const query = relevance.queries[queryIndex] as number;
  const ranked = topK({
    scores,
    candidates: among.filter((item) => item !== query),
    count: depth,
    tieSeed: tieKey(query, seed),
  });
  return {
    relevance: Uint8Array.from(ranked, (item) => (relevance.isRelevant(query, item) ? 1 : 0)),
    relevantTotal: relevance.relevantTotals[queryIndex] as number,
  };
}

/**
 * Ranks the gallery of several relevance sets. The scores of a query are computed once, however many of the
 * sets ask for it.
 * @returns [sets][queries of the set] in the order of its queries.
 */
export async function rankAndScore(
  options: RankOptions & {
    readonly sets: readonly LabelRelevance[];
    readonly scoresOf: (query: number) => ArrayLike<number>;
    /** Called after each query. */
    readonly onQuery?: () => void;
    readonly signal: AbortSignal;
  },
): Promise<RankedQuery[][]> {
  const { sets, depth, seed, signal } = options;
  const ranked: RankedQuery[][] = sets.map(() => []);
  for (const [query, places] of placesByQuery(sets)) {
    await nextTurn();
    signal.throwIfAborted();
    const scores = options.scoresOf(query);
    for (const { set, queryIndex } of places) {
      const relevance = sets[set] as LabelRelevance;
      const target = ranked[set] as RankedQuery[];
      target[queryIndex] = rankQuery({ relevance, depth, seed, queryIndex, scores });
    }
    options.onQuery?.();
  }
  return ranked;
}

/** The different queries of all sets, and where each stands. */
export function placesByQuery(
  sets: readonly LabelRelevance[],
): ReadonlyMap<number, readonly { readonly set: number; readonly queryIndex: number }[]> {
  const places = new Map<number, { set: number; queryIndex: number }[]>();
  for (const [set, { queries }] of sets.entries()) {
    for (const [queryIndex, query] of queries.entries()) {
      const known = places.get(query);
      if (known === undefined) places.set(query, [{ set, queryIndex }]);
      else known.push({ set, queryIndex });
    }
  }
  return places;
}
