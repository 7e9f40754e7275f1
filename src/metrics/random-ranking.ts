import type { Random } from '../math/random.js';
import type { RankedQuery } from './ranking-metric.js';

/**
 * The first `depth` ranks of one random order of `candidates` items of which `relevantTotal` are relevant.
 * Drawing without replacement rank by rank gives the same distribution as shuffling them all.
 */
export function randomRanking(options: {
  readonly candidates: number;
  readonly relevantTotal: number;
  readonly depth: number;
  readonly random: Random;
}): RankedQuery {
  const { candidates, relevantTotal, random } = options;
  const relevance = new Uint8Array(Math.min(options.depth, candidates));
  let left = relevantTotal;
  for (let rank = 0; rank < relevance.length; rank += 1) {
    if (random.uniform() * (candidates - rank) >= left) continue;
    relevance[rank] = 1;
    left -= 1;
  }
  return { relevance, relevantTotal };
}

/** Expected scores of a random order: every item is among the first K with probability min(K, C) / C. */
export function chanceLevel(options: {
  readonly candidates: number;
  readonly relevantTotal: number;
  readonly cutoff: number;
}): { readonly hitRate: number; readonly precision: number } {
  const { candidates, relevantTotal, cutoff } = options;
  const share = Math.min(cutoff, candidates) / candidates;
  return { hitRate: share, precision: (relevantTotal * share) / cutoff };
}

/** The best scores that any order can reach. */
export function bestLevel(options: { readonly relevantTotal: number; readonly cutoff: number }): {
  readonly hitRate: number;
  readonly precision: number;
} {
  const found = Math.min(options.relevantTotal, options.cutoff);
  return { hitRate: found / options.relevantTotal, precision: found / options.cutoff };
}
