/** Cormack, Clarke and Büttcher (2009), who found it by trial; far from critical. */
const RANK_CONSTANT = 60;

export interface FusedItem<Id extends string> {
  readonly id: Id;
  /** Σ over the rankings that hold it of 1 / (60 + rank), rank 1 for the first */
  readonly score: number;
}

/**
 * One ranking out of several whose scores cannot be compared: reciprocal rank fusion (Cormack, Clarke and Büttcher,
 * SIGIR 2009). Best first, equal scores by id.
 * @param rankings each best first, every id at most once
 */
export function reciprocalRankFusion<Id extends string>(
  rankings: readonly (readonly Id[])[],
): FusedItem<Id>[] {
  const scores = new Map<Id, number>();
  for (const ranking of rankings) {
    for (const [index, id] of ranking.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (RANK_CONSTANT + index + 1));
    }
  }
  return [...scores]
    .map(([id, score]) => ({ id, score }))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
}
