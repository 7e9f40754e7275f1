import { describe, expect, it } from 'vitest';
import { normalisedAdjacency } from '../../models/bipartite-graph/normalised-adjacency.js';
import { prunedInteractions } from '../../models/bipartite-graph/pruned-interactions.js';
import { Random } from '../../src/math/random.js';
import { transposedSparse } from '../../src/tensor/sparse-product.js';
import { interactions } from '../support/interactions.js';

/** User 0: items 1, 0; user 1: item 1; user 2: nothing. Item 2 has no users. */
const train = interactions(3, [[1, 0], [1], []]);

describe('normalisedAdjacency', () => {
  it('holds 1 / √(degree of the user · degree of the item) on both sides and no self-loops', () => {
    const { rows, rowStarts, columns, values } = normalisedAdjacency(train);
    expect(rows).toBe(6);
    expect([...rowStarts]).toEqual([0, 2, 3, 3, 4, 6, 6]);
    expect([...columns]).toEqual([4, 3, 4, 0, 0, 1]);
    const expected = [1 / 2, 1 / Math.SQRT2, 1 / Math.SQRT2, 1 / Math.SQRT2, 1 / 2, 1 / Math.SQRT2];
    for (const [at, value] of expected.entries()) expect(values[at]).toBeCloseTo(value, 6);
  });

  it('is its own transpose', () => {
    const sorted = interactions(3, [[0, 1], [1], []]);
    expect(transposedSparse(normalisedAdjacency(sorted))).toEqual(normalisedAdjacency(sorted));
  });
});

describe('prunedInteractions', () => {
  const histories = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0], [1], [0, 1]];
  const whole = interactions(10, histories);

  it('keeps the asked share, each interaction with its user', () => {
    const pruned = prunedInteractions({ train: whole, kept: 0.5, random: new Random(1) });
    expect(pruned.items.length).toBe(7);
    expect(pruned.starts.at(-1)).toBe(7);
    for (const [user, history] of histories.entries()) {
      for (const item of pruned.items.subarray(pruned.starts[user], pruned.starts[user + 1])) {
        expect(history).toContain(item);
      }
    }
    expect(prunedInteractions({ train: whole, kept: 1, random: new Random(1) })).toEqual(whole);
    expect(prunedInteractions({ train: whole, kept: 0, random: new Random(1) }).items.length).toBe(0);
  });

  it('draws the first edge with probability ∝ 1 / √(degrees)', () => {
    const random = new Random(2);
    const kept = new Map<string, number>();
    const trials = 20_000;
    for (let trial = 0; trial < trials; trial += 1) {
      const { starts, items } = prunedInteractions({ train: whole, kept: 1 / 14, random });
      const user = starts.findIndex((start) => start > 0) - 1;
      const edge = `${user}:${items[0]}`;
      kept.set(edge, (kept.get(edge) ?? 0) + 1);
    }
    const degrees = (user: number, item: number): number =>
      (histories[user]?.length ?? 0) * (item < 2 ? 3 : 1);
    const weights = histories.flatMap((items, user) => items.map((item) => degrees(user, item) ** -0.5));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [user, item] of [
      [0, 5],
      [0, 0],
      [1, 0],
      [3, 1],
    ] as const) {
      const share = (kept.get(`${user}:${item}`) ?? 0) / trials;
      expect(Math.abs(share - degrees(user, item) ** -0.5 / total)).toBeLessThan(0.012);
    }
  });
});
