import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';
import type { LabelRelevance } from '../../src/dataset/label-relevance.js';
import { topK } from '../../src/math/top-k.js';
import { cosinesWithRow, type UnitRows } from '../../src/math/unit-rows.js';
import { indexRecall } from '../../src/metrics/index-recall.js';
import type { RankedQuery } from '../../src/metrics/ranking-metric.js';
import type { Gallery } from './load-gallery.js';
import { type RankOptions, rankQuery } from './rank-and-score.js';

/** Two scores closer than this are equal: the store computes in float32. */
const SCORE_TOLERANCE = 1e-6;

export interface TokenSearch {
  readonly store: VideoStore;
  readonly space: EmbeddingSpace;
  readonly tokens: UnitRows;
  readonly gallery: Gallery;
  readonly signal: AbortSignal;
}

/**
 * Ranks through the store, so that what its vector index misses is missed here as well. The store knows nothing
 * of galleries, so more is asked for until enough of the gallery is among the answers. When the answer ends
 * inside a run of equal scores, its last places depend on how rows are stored: then all tokens are compared.
 */
export async function rankThroughIndex(
  options: TokenSearch & RankOptions & { readonly relevance: LabelRelevance; readonly onQuery: () => void },
): Promise<RankedQuery[]> {
  const { relevance, gallery, tokens, depth } = options;
  const positions = positionsByHash(gallery);
  const inGallery = new Set(relevance.gallery);
  const wanted = Math.min(depth, relevance.gallery.length - 1);
  const ranked: RankedQuery[] = [];
  let limit = Math.ceil((wanted * gallery.withToken) / relevance.gallery.length) + 1;
  for (const [queryIndex, query] of relevance.queries.entries()) {
    options.signal.throwIfAborted();
    options.onQuery();
    const exactly = (): RankedQuery =>
      rankQuery({ ...options, queryIndex, scores: cosinesWithRow(tokens, query) });
    if (tokens.present[query] === 0) {
      ranked.push(exactly());
      continue;
    }
    for (;;) {
      const hits = await search({ ...options, query, limit });
      const found = hits.map((hit) => ({ item: positions.get(hit.contentHash) ?? -1, score: hit.score }));
      const among = found.filter(({ item }) => inGallery.has(item));
      const isAll = hits.length < limit || limit >= gallery.withToken;
      if (among.length < wanted && !isAll) {
        limit = Math.min(gallery.withToken, 2 * limit);
        continue;
      }
      const scores = new Float64Array(gallery.items.length).fill(Number.NaN);
      for (const { item, score } of among) scores[item] = score;
      const endsInTie = !isAll && endsInsideTie(among, hits.at(-1)?.score ?? 0, wanted);
      const items = among.map(({ item }) => item);
      ranked.push(endsInTie ? exactly() : rankQuery({ ...options, queryIndex, scores, among: items }));
      break;
    }
  }
  return ranked;
}

function endsInsideTie(
  among: readonly { readonly score: number }[],
  lastScore: number,
  wanted: number,
): boolean {
  const atDepth = among[wanted - 1]?.score;
  return atDepth !== undefined && Math.abs(atDepth - lastScore) <= SCORE_TOLERANCE;
}

/** Recall of the store's own search against comparing all tokens, for some queries. */
export async function measureIndexRecall(
  options: TokenSearch & { readonly queries: readonly number[]; readonly cutoffs: readonly number[] },
): Promise<{ readonly cutoff: number; readonly recall: number }[]> {
  const { tokens, gallery, queries, signal } = options;
  const positions = positionsByHash(gallery);
  const cutoffs = options.cutoffs.map((cutoff) => Math.min(cutoff, gallery.withToken - 1));
  const sums = cutoffs.map(() => 0);
  for (const query of queries) {
    signal.throwIfAborted();
    const scores = cosinesWithRow(tokens, query);
    scores[query] = Number.NaN;
    const best = topK({ scores, count: Math.max(...cutoffs), tieSeed: 0 }).map(
      (item) => scores[item] as number,
    );
    const hits = await search({ ...options, query, limit: best.length });
    const returned = hits.map((hit) => scores[positions.get(hit.contentHash) ?? query] as number);
    for (const [place, cutoff] of cutoffs.entries()) {
      const recall = indexRecall({
        exactScores: best.slice(0, cutoff),
        returnedScores: returned.slice(0, cutoff),
        tolerance: SCORE_TOLERANCE,
      });
      sums[place] = (sums[place] as number) + recall;
    }
  }
  return cutoffs.map((cutoff, place) => ({ cutoff, recall: (sums[place] as number) / queries.length }));
}

async function search(
  options: TokenSearch & { readonly query: number; readonly limit: number },
): Promise<{ readonly contentHash: ContentHash; readonly score: number }[]> {
  const { store, space, tokens, gallery, query, limit } = options;
  const { dimension } = tokens;
  const item = gallery.items[query];
  const hits = await store.videos.searchVector({
    vector: tokens.values.slice(query * dimension, (query + 1) * dimension),
    space,
    limit,
    excludeHashes: item === undefined ? [] : [item.contentHash],
  });
  return hits.map(({ record, score }) => ({ contentHash: record.contentHash, score }));
}

function positionsByHash(gallery: Gallery): ReadonlyMap<ContentHash, number> {
  return new Map(gallery.items.map(({ contentHash }, position) => [contentHash, position]));
}
