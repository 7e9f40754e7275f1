import type { InteractionMatrix } from '../../src/core/recommend.js';
import { aliasTable } from '../../src/math/alias-table.js';
import type { Random } from '../../src/math/random.js';
import { userDegrees } from '../bipartite-graph/degrees.js';
import { type NegativeSampler, negativeSampler } from './negative-sampler.js';
import type { PairwiseConfig } from './pairwise-config.js';
import type { PairBatch } from './pairwise-model.js';

/** Pairs of one epoch after the other. */
export interface PairSampler {
  /** Pairs per epoch: as many as the interactions of the users that can be sampled. */
  readonly pairs: number;
  /** Users with a history for whom no negative item is left: they are passed over. */
  readonly usersWithoutNegatives: number;
  /** Batches of the next epoch; the last one may be shorter. */
  epoch(): Generator<PairBatch>;
}

/** Draws positives. Both arrays are [pairs of an epoch]. */
type DrawPositives = () => { readonly users: Int32Array; readonly positives: Int32Array };

/**
 * Pairs for Bayesian personalised ranking (Rendle et al. 2009). A user is drawn ∝ (interactions)^userExponent, then
 * one of their items uniformly; with exponent 1 that is a shuffled pass in which every interaction comes exactly once.
 */
export function pairSampler(options: {
  readonly train: InteractionMatrix;
  readonly config: Pick<PairwiseConfig, 'batchSize' | 'userExponent' | 'negativeExponent'>;
  readonly random: Random;
}): PairSampler {
  const { train, config, random } = options;
  const negatives = negativeSampler(train, config.negativeExponent);
  const degrees = userDegrees(train);
  const withHistory = Int32Array.from(degrees.keys()).filter((user) => degrees[user] !== 0);
  const users = withHistory.filter((user) => negatives.hasNegatives(user));
  const pairs = users.reduce((sum, user) => sum + (degrees[user] as number), 0);
  const drawPositives =
    config.userExponent === 1
      ? shuffledPass({ train, users, pairs, random })
      : drawnUsers({ train, users, pairs, random, exponent: config.userExponent });
  return {
    pairs,
    usersWithoutNegatives: withHistory.length - users.length,
    *epoch() {
      if (pairs === 0) return;
      const drawn = drawPositives();
      for (let start = 0; start < pairs; start += config.batchSize) {
        const end = Math.min(pairs, start + config.batchSize);
        const batchUsers = drawn.users.slice(start, end);
        yield {
          users: batchUsers,
          positives: drawn.positives.slice(start, end),
          negatives: drawNegatives({ users: batchUsers, negatives, random }),
        };
      }
    },
  };
}

function drawNegatives(options: {
  readonly users: Int32Array;
  readonly negatives: NegativeSampler;
  readonly random: Random;
}): Int32Array {
  return options.users.map((user) => options.negatives.draw(user, options.random));
}

interface PositiveOptions {
  readonly train: InteractionMatrix;
  /** Users to draw from. */
  readonly users: Int32Array;
  readonly pairs: number;
  readonly random: Random;
}

function shuffledPass({ train, users, pairs, random }: PositiveOptions): DrawPositives {
  const owners = new Int32Array(pairs);
  const items = new Int32Array(pairs);
  let next = 0;
  for (const user of users) {
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      owners[next] = user;
      items[next] = train.items[at] as number;
      next += 1;
    }
  }
  return () => {
    for (let last = pairs - 1; last > 0; last -= 1) {
      const other = random.below(last + 1);
      swap(owners, last, other);
      swap(items, last, other);
    }
    return { users: owners, positives: items };
  };
}

function swap(values: Int32Array, left: number, right: number): void {
  const value = values[left] as number;
  values[left] = values[right] as number;
  values[right] = value;
}

function drawnUsers(options: PositiveOptions & { readonly exponent: number }): DrawPositives {
  const { train, users, pairs, random, exponent } = options;
  const degrees = userDegrees(train);
  if (pairs === 0) return () => ({ users: new Int32Array(), positives: new Int32Array() });
  const table = aliasTable(Float64Array.from(users, (user) => (degrees[user] as number) ** exponent));
  return () => {
    const owners = Int32Array.from({ length: pairs }, () => users[table.draw(random)] as number);
    const positives = owners.map(
      (user) => train.items[(train.starts[user] as number) + random.below(degrees[user] as number)] as number,
    );
    return { users: owners, positives };
  };
}
