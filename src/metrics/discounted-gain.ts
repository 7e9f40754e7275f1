import type { RankedQuery } from './ranking-metric.js';

/** Σ 1 / log₂(rank + 1) over the relevant items among the first `cutoff` ranks, ranks from 1. */
export function discountedGain({ relevance }: RankedQuery, cutoff: number): number {
  const end = Math.min(cutoff, relevance.length);
  let gain = 0;
  for (let rank = 1; rank <= end; rank += 1) {
    if (relevance[rank - 1] !== 0) gain += 1 / Math.log2(rank + 1);
  }
  return gain;
}

/** The same with `found` relevant items on the first ranks; 0 for none. */
export function idealGain(found: number): number {
  let gain = 0;
  for (let rank = 1; rank <= found; rank += 1) gain += 1 / Math.log2(rank + 1);
  return gain;
}
