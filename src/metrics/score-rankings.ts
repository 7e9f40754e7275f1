import type { InteractionMatrix } from '../core/recommend.js';
import type { Rankings } from './rank-users.js';
import type { RankingMetric } from './ranking-metric.js';

/** One metric at one cutoff for each evaluated user, so that two models can be compared user by user. */
export interface UserScores {
  readonly metric: string;
  readonly cutoff: number;
  /** [evaluated users] */
  readonly values: Float32Array;
}

export interface ScoredRankings {
  /** [evaluated users] those of the lists who have a relevant item; the others are left out of every mean. */
  readonly users: Int32Array;
  readonly scores: readonly UserScores[];
}

/** Scores each list against what its user liked. @param options.relevant the held-out interactions */
export function scoreRankings(options: {
  readonly rankings: Rankings;
  readonly relevant: InteractionMatrix;
  readonly metrics: readonly RankingMetric[];
  readonly cutoffs: readonly number[];
}): ScoredRankings {
  const { rankings, relevant, metrics, cutoffs } = options;
  const { starts } = relevant;
  const rows = [...rankings.users.keys()].filter((row) => {
    const user = rankings.users[row] as number;
    return (starts[user + 1] as number) > (starts[user] as number);
  });
  const scores = cutoffs.flatMap((cutoff) =>
    metrics.map((metric) => ({ metric, cutoff, values: new Float32Array(rows.length) })),
  );
  const relevance = new Uint8Array(rankings.depth);
  for (const [position, row] of rows.entries()) {
    const relevantTotal = markRelevant({ rankings, row, relevant, relevance });
    const query = { relevance, relevantTotal };
    for (const { metric, cutoff, values } of scores) values[position] = metric.score(query, cutoff);
  }
  return {
    users: Int32Array.from(rows, (row) => rankings.users[row] as number),
    scores: scores.map(({ metric, cutoff, values }) => ({ metric: metric.id, cutoff, values })),
  };
}

/** Sets `relevance` for one list. @returns the number of relevant items of its user. */
function markRelevant(options: {
  readonly rankings: Rankings;
  readonly row: number;
  readonly relevant: InteractionMatrix;
  readonly relevance: Uint8Array;
}): number {
  const { rankings, row, relevant, relevance } = options;
  const user = rankings.users[row] as number;
  const wanted = relevant.items.subarray(relevant.starts[user], relevant.starts[user + 1]);
  for (let rank = 0; rank < rankings.depth; rank += 1) {
    const item = rankings.items[row * rankings.depth + rank] as number;
    relevance[rank] = item >= 0 && wanted.includes(item) ? 1 : 0;
  }
  return wanted.length;
}
