import { describe, expect, it } from 'vitest';
import type { InteractionMatrix } from '../../src/core/recommend.js';
import { Random } from '../../src/math/random.js';
import { tieKey, topK } from '../../src/math/top-k.js';
import { heldOutMean } from '../../src/metrics/held-out-mean.js';
import { ndcg } from '../../src/metrics/ndcg.js';
import { type RankUsersOptions, rankUsers, type ScoreUsers } from '../../src/metrics/rank-users.js';
import { recall } from '../../src/metrics/recall.js';
import { restrictItems } from '../../src/metrics/restrict-items.js';
import { createRowSelector } from '../../src/metrics/row-selector.js';
import { scoreRankings } from '../../src/metrics/score-rankings.js';
import { usersWithItems } from '../../src/metrics/users-with-items.js';
import { interactions } from '../support/interactions.js';

/** Scores from a dense table, [users, items]. */
const fromTable =
  (table: readonly (readonly number[])[]): ScoreUsers =>
  (users, scores) => {
    for (const [row, user] of users.entries())
      scores.set(table[user] ?? [], row * (table[user]?.length ?? 0));
  };

const rank = (options: Partial<RankUsersOptions> & Pick<RankUsersOptions, 'score' | 'itemCount'>) =>
  rankUsers({
    users: Int32Array.of(0),
    depth: 3,
    masks: [],
    tieSeed: 1,
    model: 'toy',
    userIds: ['a', 'b', 'c'],
    ...options,
  });

const listOf = (rankings: ReturnType<typeof rankUsers>, row = 0) => [
  ...rankings.items.subarray(row * rankings.depth, (row + 1) * rankings.depth),
];

describe('the best items of a row', () => {
  it('are those of topK, whatever ties, masks and depths there are', () => {
    const random = new Random(5);
    for (let trial = 0; trial < 400; trial += 1) {
      const itemCount = 1 + random.below(60);
      const depth = 1 + random.below(12);
      const levels = 1 + random.below(8);
      const scores = Float32Array.from({ length: itemCount + 3 }, () => random.below(levels) / 7);
      const masked = new Set(Array.from({ length: random.below(6) }, () => random.below(itemCount)));
      const row = scores.slice(3);
      for (const item of masked) scores[3 + item] = Number.NEGATIVE_INFINITY;
      const items = new Int32Array(depth + 2).fill(99);
      const itemScores = new Float32Array(depth + 2);
      const tieSeed = random.uint32();
      const count = createRowSelector({ itemCount, depth }).select({
        ...{ scores, start: 3, tieSeed, items, itemScores, target: 1 },
      });
      const candidates = [...row.keys()].filter((item) => !masked.has(item));
      const expected = topK({ scores: row, candidates, count: depth, tieSeed });
      expect(count).toBe(expected.length);
      const padding = new Array<number>(depth - count).fill(-1);
      expect([...items]).toEqual([99, ...expected, ...padding, 99]);
      expect([...itemScores.subarray(1, 1 + count)]).toEqual(expected.map((item) => row[item]));
    }
  });

  it('say so when a score is not a number', () => {
    const select = createRowSelector({ itemCount: 3, depth: 1 }).select;
    const place = {
      items: new Int32Array(1),
      itemScores: new Float32Array(1),
      target: 0,
      tieSeed: 0,
      start: 0,
    };
    expect(select({ ...place, scores: Float32Array.of(1, Number.NaN, 0) })).toBe(-1);
  });
});

describe('full ranking', () => {
  it('of five items gives the metrics that a person counts', () => {
    // User 0 has item 4 in train and likes 1 and 3; by score: (4), 2, 1, 0, 3.
    const rankings = rank({
      score: fromTable([[0.2, 0.6, 0.8, 0.1, 0.9]]),
      itemCount: 5,
      depth: 5,
      masks: [interactions(5, [[4]])],
    });
    expect(listOf(rankings)).toEqual([2, 1, 0, 3, -1]);
    const relevant = interactions(5, [[1, 3]]);
    const scored = scoreRankings({ rankings, relevant, metrics: [recall, ndcg], cutoffs: [2, 4] });
    const ideal = 1 + 1 / Math.log2(3);
    const values = [0.5, 1 / Math.log2(3) / ideal, 1, (1 / Math.log2(3) + 1 / Math.log2(5)) / ideal];
    for (const [place, value] of values.entries())
      expect(scored.scores[place]?.values[0]).toBeCloseTo(value, 6);
  });

  it('never lists a masked item, of whichever mask', () => {
    const rankings = rank({
      score: fromTable([[5, 4, 3, 2, 1]]),
      itemCount: 5,
      depth: 5,
      masks: [interactions(5, [[0]]), interactions(5, [[2, 3]])],
    });
    expect(listOf(rankings)).toEqual([1, 4, -1, -1, -1]);
  });

  it('orders equal scores by seed and user, not by the number of the item', () => {
    const itemCount = 200;
    const zeros: ScoreUsers = (_, scores) => scores.fill(0);
    const users = Int32Array.of(0, 1);
    const first = rank({ score: zeros, itemCount, users });
    expect(listOf(first)).not.toEqual(listOf(first, 1));
    expect(listOf(rank({ score: zeros, itemCount, users, tieSeed: 2 }))).not.toEqual(listOf(first));
    expect(listOf(rank({ score: zeros, itemCount, users }))).toEqual(listOf(first));
    const keys = [...new Array(itemCount).keys()].map((item) => tieKey(item, tieKey(0, 1)));
    expect(listOf(first)[0]).toBe(keys.indexOf(Math.min(...keys)));
  });

  it('finds of constant scores what chance finds', () => {
    const users = 4000;
    const itemCount = 100;
    const random = new Random(3);
    const relevant = interactions(
      itemCount,
      Array.from({ length: users }, () => [random.below(itemCount)]),
    );
    const mean = heldOutMean({
      ...{ relevant, itemCount, masks: [], tieSeed: 4, model: 'zeros', userIds: [] },
      metric: recall,
      cutoff: 20,
    });
    // Expected 0.2 with a standard error of 0.0063.
    expect(mean?.((_, scores) => scores.fill(0))).toBeGreaterThan(0.18);
    expect(mean?.((_, scores) => scores.fill(0))).toBeLessThan(0.22);
  });

  it('names user and model when a score is not a number', () => {
    const score = fromTable([
      [1, 2],
      [1, Number.NaN],
    ]);
    expect(() => rank({ score, itemCount: 2, users: Int32Array.of(0, 1) })).toThrow(
      'Model toy gives user b a score that is not a number (NaN).',
    );
  });

  it('permutes its lists when users and items are permuted', () => {
    const random = new Random(8);
    const [userCount, itemCount] = [6, 9];
    const table = Array.from({ length: userCount }, () =>
      Array.from({ length: itemCount }, () => random.uniform()),
    );
    const userOrder = random.shuffle([...table.keys()]);
    const itemOrder = random.shuffle([...new Array(itemCount).keys()]);
    const permuted = userOrder.map((user) => itemOrder.map((item) => table[user]?.[item] ?? 0));
    const users = Int32Array.from(table.keys());
    const train = table.map((_, user) => [user, user + 2]);
    const permutedTrain = userOrder.map((user) => (train[user] ?? []).map((item) => itemOrder.indexOf(item)));
    const plain = rank({
      score: fromTable(table),
      itemCount,
      users,
      masks: [interactions(itemCount, train)],
    });
    const masks = [interactions(itemCount, permutedTrain)];
    const moved = rank({ score: fromTable(permuted), itemCount, users, masks });
    for (const [place, user] of userOrder.entries()) {
      expect(listOf(moved, place).map((item) => itemOrder[item])).toEqual(listOf(plain, user));
    }
  });

  it('ranks in blocks where the scores of all users would be too many at once', () => {
    const random = new Random(9);
    const itemCount = 2 ** 20;
    const row = Float32Array.from({ length: itemCount }, () => random.uniform());
    const calls: number[] = [];
    const score: ScoreUsers = (users, scores) => {
      calls.push(users.length);
      for (let place = 0; place < users.length; place += 1) scores.set(row, place * itemCount);
    };
    const rankings = rank({ score, itemCount, users: Int32Array.of(0, 1, 2) });
    expect(calls).toEqual([2, 1]);
    expect(listOf(rankings, 2)).toEqual(topK({ scores: row, count: 3, tieSeed: tieKey(2, 1) }));
  });
});

describe('who is evaluated', () => {
  const relevant: InteractionMatrix = interactions(4, [[1], [], [0, 2]]);

  it('leaves users without a relevant item out', () => {
    expect([...usersWithItems(relevant)]).toEqual([0, 2]);
    const rankings = rank({
      score: (_, scores) => scores.fill(1),
      itemCount: 4,
      users: Int32Array.of(0, 1, 2),
      depth: 4,
    });
    const scored = scoreRankings({ rankings, relevant, metrics: [recall], cutoffs: [4] });
    expect([...scored.users]).toEqual([0, 2]);
    expect([...(scored.scores[0]?.values ?? [])]).toEqual([1, 1]);
  });

  it('keeps in a slice only the relevant items of that slice', () => {
    const cold = restrictItems(relevant, [1, 0, 0, 1]);
    expect([...cold.starts]).toEqual([0, 0, 0, 1]);
    expect([...cold.items]).toEqual([0]);
  });

  it('has no mean when nobody has a held-out item', () => {
    const nobody = interactions(4, [[], []]);
    const options = {
      itemCount: 4,
      masks: [],
      tieSeed: 1,
      model: 'toy',
      userIds: [],
      metric: recall,
      cutoff: 2,
    };
    expect(heldOutMean({ ...options, relevant: nobody })).toBeUndefined();
  });
});
