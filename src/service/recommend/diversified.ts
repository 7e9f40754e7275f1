import type { VideoId } from '../../core/ids.js';
import { maximalMarginalRelevance } from '../../math/maximal-marginal-relevance.js';

/** Videos that are looked at for each one that is asked for, where the list is to be diverse. */
const POOL_FACTOR = 5;
const LARGEST_POOL = 500;

/** How many of the best to rank, for `count` that come back. */
export function poolSize(count: number, diversify: number): number {
  return diversify === 0 ? count : Math.max(count, Math.min(LARGEST_POOL, POOL_FACTOR * count));
}

/**
 * The first `count` of a ranked pool by maximal marginal relevance over their tokens. The scores are divided by the
 * largest magnitude, so that inner products and blended scores weigh as much against the cosines as similarities do.
 */
export function diversified<Item extends { readonly itemId: VideoId; readonly score: number }>(options: {
  /** Best first. */
  readonly items: readonly Item[];
  /** Unit vectors. */
  readonly tokens: ReadonlyMap<VideoId, Float32Array>;
  /** 0 leaves the order as it is. */
  readonly diversify: number;
  readonly count: number;
}): readonly Item[] {
  const { items, tokens, diversify, count } = options;
  if (diversify === 0) return items.slice(0, count);
  const largest = items.reduce((most, { score }) => Math.max(most, Math.abs(score)), 0);
  const chosen = maximalMarginalRelevance({
    relevance: items.map(({ score }) => (largest > 0 ? score / largest : 0)),
    vectors: items.map(({ itemId }) => tokens.get(itemId)),
    count,
    diversify,
  });
  return chosen.map((place) => items[place] as Item);
}
