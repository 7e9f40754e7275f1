import type { InteractionMatrix } from '../../src/core/recommend.js';
import { itemDegrees, userDegrees } from '../bipartite-graph/degrees.js';
import { usersOfItems } from '../bipartite-graph/users-of-items.js';
import type { Recommender } from '../recommender.js';
import type { CoOccurrenceConfig } from './config.js';

/**
 * Walks of three steps, user → item i → user v → item j, counted with the weight d_i^−itemExponent · d_v^−userExponent:
 * x_u = Σ_{i ∈ N_u} d_i^−b Σ_{v ∈ N_i} d_v^−a r_v, where r_v is the row of v. Then x / max x + w · d / max d.
 * Nothing of the size of items × items is kept.
 */
export function coOccurrenceRecommender(train: InteractionMatrix, config: CoOccurrenceConfig): Recommender {
  const { itemCount } = train;
  const degrees = itemDegrees(train);
  const itemWeights = Float64Array.from(degrees, (degree) => inversePower(degree, config.itemExponent));
  const { maximumVoterItems = Number.POSITIVE_INFINITY } = config;
  const userWeights = Float64Array.from(userDegrees(train), (degree) =>
    degree > maximumVoterItems ? 0 : inversePower(degree, config.userExponent),
  );
  const popularity = voterCounts(train, userWeights);
  const largest = popularity.reduce((most, count) => Math.max(most, count), 1);
  const addition = popularity.map((count) => (config.popularityWeight * count) / largest);
  const votes = voters({ train, itemWeights, userWeights });
  const row = new Float64Array(itemCount);
  return {
    score(users, scores) {
      for (const [place, user] of users.entries()) {
        row.fill(0);
        addVotedItems(train, votes(user), row);
        const best = row.reduce((most, value) => Math.max(most, value), 0);
        const scale = best > 0 ? 1 / best : 0;
        for (let item = 0; item < itemCount; item += 1) {
          scores[place * itemCount + item] = (row[item] as number) * scale + (addition[item] as number);
        }
      }
    },
  };
}

/** [items] users of each item who have a vote. */
function voterCounts(train: InteractionMatrix, userWeights: Float64Array): Float64Array {
  const counts = new Float64Array(train.itemCount);
  for (const [user, weight] of userWeights.entries()) {
    if (weight === 0) continue;
    for (const item of train.items.subarray(train.starts[user], train.starts[user + 1])) {
      counts[item] = (counts[item] as number) + 1;
    }
  }
  return counts;
}

/** degree^−exponent; 0 for nobody. */
function inversePower(degree: number, exponent: number): number {
  return degree > 0 ? degree ** -exponent : 0;
}

/** Gives the weight of every user who shares an item with the one asked for. */
function voters(options: {
  readonly train: InteractionMatrix;
  readonly itemWeights: Float64Array;
  readonly userWeights: Float64Array;
}): (user: number) => ReadonlyMap<number, number> {
  const { train, itemWeights, userWeights } = options;
  const { starts, users } = usersOfItems(train);
  return (user) => {
    const votes = new Map<number, number>();
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      const item = train.items[at] as number;
      const weight = itemWeights[item] as number;
      for (let other = starts[item] as number; other < (starts[item + 1] as number); other += 1) {
        const voter = users[other] as number;
        votes.set(voter, (votes.get(voter) ?? 0) + weight * (userWeights[voter] as number));
      }
    }
    return votes;
  };
}

function addVotedItems(
  train: InteractionMatrix,
  votes: ReadonlyMap<number, number>,
  row: Float64Array,
): void {
  for (const [voter, weight] of votes) {
    for (let at = train.starts[voter] as number; at < (train.starts[voter + 1] as number); at += 1) {
      const item = train.items[at] as number;
      row[item] = (row[item] as number) + weight;
    }
  }
}
