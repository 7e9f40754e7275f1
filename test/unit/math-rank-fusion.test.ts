import { describe, expect, it } from 'vitest';
import { maximalMarginalRelevance } from '../../src/math/maximal-marginal-relevance.js';
import { Random } from '../../src/math/random.js';
import { reciprocalRankFusion } from '../../src/math/reciprocal-rank-fusion.js';
import { dot, normalised } from '../../src/math/vector.js';

describe('reciprocal rank fusion', () => {
  it('adds 1 / (60 + rank) over the rankings', () => {
    expect(
      reciprocalRankFusion([
        ['a', 'b', 'c'],
        ['c', 'a'],
      ]),
    ).toEqual([
      { id: 'a', score: 1 / 61 + 1 / 62 },
      { id: 'c', score: 1 / 63 + 1 / 61 },
      { id: 'b', score: 1 / 62 },
    ]);
  });

  it('orders equal sums by id', () => {
    const fused = reciprocalRankFusion([['b', 'a'], ['a', 'b'], []]);
    expect(fused.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(reciprocalRankFusion([])).toEqual([]);
  });
});

describe('maximal marginal relevance', () => {
  // Cosines: first and second .96, first and third .6, second and third .8.
  const vectors = [Float32Array.of(1, 0), Float32Array.of(0.96, 0.28), Float32Array.of(0.6, 0.8)];
  const relevance = [0.9, 0.8, 0.5];

  it.each([
    { diversify: 0, order: [0, 1, 2] },
    // second: .7 · .8 − .3 · .96 = .272, third: .7 · .5 − .3 · .6 = .17
    { diversify: 0.3, order: [0, 1, 2] },
    // second: .5 · .8 − .5 · .96 = −.08, third: .5 · .5 − .5 · .6 = −.05
    { diversify: 0.5, order: [0, 2, 1] },
    { diversify: 1, order: [0, 2, 1] },
  ])('of three worked by hand at $diversify', ({ diversify, order }) => {
    expect(maximalMarginalRelevance({ relevance, vectors, count: 3, diversify })).toEqual(order);
  });

  it('begins with the most relevant, wherever it stands', () => {
    expect(maximalMarginalRelevance({ relevance: [0.1, 0.9], vectors, count: 1, diversify: 1 })).toEqual([1]);
  });

  it('takes an item without a vector as unlike all others', () => {
    const some = [vectors[0], vectors[1], undefined];
    expect(maximalMarginalRelevance({ relevance, vectors: some, count: 3, diversify: 0.5 })).toEqual([
      0, 2, 1,
    ]);
  });

  it('is the definition, and a longer list begins with the shorter one', () => {
    const random = new Random(3);
    const many = Array.from({ length: 40 }, () =>
      normalised(Float32Array.from({ length: 6 }, () => random.normal())),
    );
    const scores = many.map(() => random.uniform());
    const order = maximalMarginalRelevance({ relevance: scores, vectors: many, count: 99, diversify: 0.6 });
    expect([...order].sort((left, right) => left - right)).toEqual([...scores.keys()]);
    for (let step = 1; step < order.length; step += 1) {
      const chosen = order.slice(0, step);
      const value = (item: number): number =>
        0.4 * (scores[item] as number) -
        0.6 *
          Math.max(...chosen.map((other) => dot(many[item] as Float32Array, many[other] as Float32Array)));
      const rest = order.slice(step).map(value);
      expect(rest[0]).toBe(Math.max(...rest));
    }
    const short = maximalMarginalRelevance({ relevance: scores, vectors: many, count: 7, diversify: 0.6 });
    expect(short).toEqual(order.slice(0, 7));
  });

  it('of nothing is nothing', () => {
    expect(maximalMarginalRelevance({ relevance: [], vectors: [], count: 5, diversify: 0.5 })).toEqual([]);
  });
});
