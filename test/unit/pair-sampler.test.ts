import { describe, expect, it } from 'vitest';
import { type PairSampler, pairSampler } from '../../models/pairwise/pair-sampler.js';
import type { PairBatch } from '../../models/pairwise/pairwise-model.js';
import { Random } from '../../src/math/random.js';
import { interactions } from '../support/interactions.js';

const ITEMS = 6;
/** User 2 has nothing, user 3 everything. */
const HISTORIES = [[4, 0, 2, 1], [5], [], [0, 1, 2, 3, 4, 5], [3, 0]];
const train = interactions(ITEMS, HISTORIES);

function sampler(changes: { userExponent?: number; negativeExponent?: number; seed?: number }): PairSampler {
  const config = { batchSize: 3, userExponent: 1, negativeExponent: 0, ...changes };
  return pairSampler({ train, config, random: new Random(changes.seed ?? 1) });
}

function allPairs(batches: Iterable<PairBatch>): [number, number, number][] {
  return [...batches].flatMap(({ users, positives, negatives }) =>
    [...users].map((user, at): [number, number, number] => [
      user,
      positives[at] as number,
      negatives[at] as number,
    ]),
  );
}

function manyPairs(of: PairSampler, epochs: number): [number, number, number][] {
  return Array.from({ length: epochs }, () => allPairs(of.epoch())).flat();
}

describe('pairSampler', () => {
  it('passes over every interaction exactly once per epoch, in batches of the given size', () => {
    const { epoch, pairs } = sampler({});
    for (let pass = 0; pass < 3; pass += 1) {
      const batches = [...epoch()];
      expect(batches.map(({ users }) => users.length)).toEqual([3, 3, 1]);
      const positives = allPairs(batches).map(([user, positive]) => `${user}:${positive}`);
      expect(positives.sort()).toEqual(['0:0', '0:1', '0:2', '0:4', '1:5', '4:0', '4:3']);
      expect(pairs).toBe(7);
    }
  });

  it('passes over a user for whom no negative is left, and counts them', () => {
    expect(sampler({}).usersWithoutNegatives).toBe(1);
    expect(manyPairs(sampler({ userExponent: 0.5 }), 50).some(([user]) => user === 3)).toBe(false);
  });

  it.each([0, 1])(
    'never draws an item of the user as a negative, by popularity to the power of %d',
    (power) => {
      for (const [user, positive, negative] of manyPairs(sampler({ negativeExponent: power }), 100)) {
        expect(HISTORIES[user]).toContain(positive);
        expect(HISTORIES[user]).not.toContain(negative);
      }
    },
  );

  it('gives the same pairs for the same seed and others for another', () => {
    expect(manyPairs(sampler({}), 3)).toEqual(manyPairs(sampler({}), 3));
    expect(manyPairs(sampler({ seed: 2 }), 3)).not.toEqual(manyPairs(sampler({}), 3));
  });

  it('draws users by the power of their number of items', () => {
    const drawn = manyPairs(sampler({ userExponent: 0 }), 1000).map(([user]) => user);
    for (const user of [0, 1, 4]) {
      const share = drawn.filter((one) => one === user).length / drawn.length;
      expect(share).toBeCloseTo(1 / 3, 1);
    }
    const rooted = manyPairs(sampler({ userExponent: 0.5 }), 1000).map(([user]) => user);
    const share = rooted.filter((user) => user === 0).length / rooted.length;
    expect(share).toBeCloseTo(2 / (2 + 1 + Math.SQRT2), 1);
  });

  it('draws negatives by the power of their number of users', () => {
    // User 1 has item 5 alone; items 0 … 4 have 3, 2, 2, 2, 2 users.
    const negatives = manyPairs(sampler({ negativeExponent: 1 }), 3000)
      .filter(([user]) => user === 1)
      .map(([, , negative]) => negative);
    expect(negatives.filter((item) => item === 0).length / negatives.length).toBeCloseTo(3 / 11, 1);
    expect(negatives.filter((item) => item === 3).length / negatives.length).toBeCloseTo(2 / 11, 1);
  });

  it('finds the one negative that is left to a user who has nearly all that is popular', () => {
    const histories = [[0, 1], [0], [0], [0], [1], [2]];
    const config = { batchSize: 9, userExponent: 1, negativeExponent: 1 };
    const pairs = pairSampler({ train: interactions(40, histories), config, random: new Random(4) });
    // Items 3 … 39 have no users: with exponent 1 they are never drawn.
    for (const [user, , negative] of manyPairs(pairs, 50)) if (user === 0) expect(negative).toBe(2);
  });

  it('has no batches where there is nothing to draw', () => {
    const config = { batchSize: 9, userExponent: 0.5, negativeExponent: 0 };
    const empty = pairSampler({ train: interactions(3, [[], []]), config, random: new Random(4) });
    expect([empty.pairs, ...empty.epoch()]).toEqual([0]);
  });
});
