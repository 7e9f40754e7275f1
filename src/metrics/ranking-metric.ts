/** What one ranked list found, with the relevant items marked. */
export interface RankedQuery {
  /** [retrieved] 1 where the item at this rank (best first) is relevant, else 0; may be shorter than a cutoff. */
  readonly relevance: ArrayLike<number>;
  /** L: relevant items that could have been found, at least 1; the query itself is not counted. */
  readonly relevantTotal: number;
}

/** Seam: one file in `src/metrics` and one line in the registry. */
export interface RankingMetric {
  readonly id: string;
  /** Column title before `@K`. */
  readonly title: string;
  /** Score of one query in 0…1; larger is better. The score of a set of queries is the mean. */
  score(query: RankedQuery, cutoff: number): number;
}

/** R: relevant items among the first `cutoff` ranks. */
export function relevantFound({ relevance }: RankedQuery, cutoff: number): number {
  const end = Math.min(cutoff, relevance.length);
  let found = 0;
  for (let rank = 0; rank < end; rank += 1) found += relevance[rank] as number;
  return found;
}
