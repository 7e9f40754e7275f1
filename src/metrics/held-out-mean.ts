import type { InteractionMatrix } from '../core/recommend.js';
import { type RankUsersOptions, rankUsers, type ScoreUsers } from './rank-users.js';
import type { RankingMetric } from './ranking-metric.js';
import { scoreRankings } from './score-rankings.js';
import { usersWithItems } from './users-with-items.js';

/**
 * Mean of one metric over all users with a held-out item, as a function of the scores: what a training selects its
 * epoch by. Give it validation interactions, never those of the test.
 * @returns `undefined` when no user has a held-out item
 */
export function heldOutMean(
  options: Omit<RankUsersOptions, 'score' | 'users' | 'depth'> & {
    readonly relevant: InteractionMatrix;
    readonly metric: RankingMetric;
    readonly cutoff: number;
  },
): ((score: ScoreUsers) => number) | undefined {
  const { relevant, metric, cutoff } = options;
  const users = usersWithItems(relevant);
  if (users.length === 0) return undefined;
  return (score) => {
    const rankings = rankUsers({ ...options, score, users, depth: cutoff });
    const scored = scoreRankings({ rankings, relevant, metrics: [metric], cutoffs: [cutoff] });
    const values = scored.scores[0]?.values ?? new Float32Array(0);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
}
