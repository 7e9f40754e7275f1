/**
 * Recall of an approximate index: the share of the exact best K that it returned. A returned item also counts
 * when its exact score equals the K-th best within `tolerance`, because which of several equal items comes
 * back is no error.
 */
export function indexRecall(options: {
  /** [K] scores of the exact best K, best first; not empty. */
  readonly exactScores: ArrayLike<number>;
  /** [≤ K] exact scores of what the index returned, each item once, in any order. */
  readonly returnedScores: ArrayLike<number>;
  readonly tolerance?: number;
}): number {
  const { exactScores, returnedScores, tolerance = 1e-6 } = options;
  const wanted = exactScores.length;
  if (wanted === 0) throw new RangeError('indexRecall needs at least one exact neighbour');
  const threshold = (exactScores[wanted - 1] as number) - tolerance;
  let found = 0;
  for (let index = 0; index < Math.min(wanted, returnedScores.length); index += 1) {
    if ((returnedScores[index] as number) >= threshold) found += 1;
  }
  return found / wanted;
}
