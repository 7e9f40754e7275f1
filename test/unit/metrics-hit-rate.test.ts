import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { hitRateBinary } from '../../src/metrics/hit-rate-binary.js';
import { hitRate, hitRateEq10 } from '../../src/metrics/hit-rate-eq10.js';
import { indexRecall } from '../../src/metrics/index-recall.js';
import { precision } from '../../src/metrics/precision.js';
import { bestLevel, chanceLevel, randomRanking } from '../../src/metrics/random-ranking.js';

describe('HitRate of equation 10', () => {
  it('is R over L for a query, counted by hand', () => {
    const query = { relevance: [1, 0, 1, 0, 1], relevantTotal: 4 };
    expect([1, 2, 3, 5].map((cutoff) => hitRateEq10.score(query, cutoff))).toEqual([0.25, 0.25, 0.5, 0.75]);
  });

  it('averages over queries, whatever their numbers of relevant items are', () => {
    const queries = [
      { relevance: [1, 0], relevantTotal: 1 },
      { relevance: [1, 1], relevantTotal: 8 },
    ];
    expect(hitRate(queries, 2)).toBe((1 / 1 + 2 / 8) / 2);
  });

  it('differs from the binary hit rate', () => {
    const query = { relevance: [0, 1], relevantTotal: 10 };
    expect(hitRateEq10.score(query, 2)).toBe(0.1);
    expect(hitRateBinary.score(query, 2)).toBe(1);
  });
});

describe('precision', () => {
  it('divides by K although only two items were retrieved', () => {
    expect(precision.score({ relevance: [1, 1], relevantTotal: 2 }, 10)).toBe(0.2);
  });
});

describe('chance and best levels', () => {
  it('are what random orders average to', () => {
    const options = { candidates: 20, relevantTotal: 6, depth: 8 };
    const random = new Random(6);
    const orders = Array.from({ length: 20_000 }, () => randomRanking({ ...options, random }));
    for (const cutoff of [1, 5, 8]) {
      const chance = chanceLevel({ ...options, cutoff });
      expect(hitRate(orders, cutoff)).toBeCloseTo(chance.hitRate, 2);
      const mean = orders.reduce((sum, order) => sum + precision.score(order, cutoff), 0) / orders.length;
      expect(mean).toBeCloseTo(chance.precision, 2);
    }
  });

  it('are whole when everything is retrieved', () => {
    const all = randomRanking({ candidates: 9, relevantTotal: 4, depth: 50, random: new Random(1) });
    expect(all.relevance).toHaveLength(9);
    expect(hitRateEq10.score(all, 50)).toBe(1);
    expect(chanceLevel({ candidates: 9, relevantTotal: 4, cutoff: 50 })).toEqual({
      hitRate: 1,
      precision: 0.08,
    });
  });

  it('are bounded by K when more is relevant than asked for', () => {
    expect(bestLevel({ relevantTotal: 40, cutoff: 10 })).toEqual({ hitRate: 0.25, precision: 1 });
    expect(bestLevel({ relevantTotal: 4, cutoff: 10 })).toEqual({ hitRate: 1, precision: 0.4 });
  });
});

describe('indexRecall', () => {
  it('is the share of the exact neighbours that came back', () => {
    expect(indexRecall({ exactScores: [0.9, 0.8, 0.7, 0.6], returnedScores: [0.9, 0.7, 0.5, 0.4] })).toBe(
      0.5,
    );
  });

  it('counts an item that is as near as the last exact neighbour', () => {
    expect(indexRecall({ exactScores: [0.9, 0.8], returnedScores: [0.9, 0.8 - 1e-9] })).toBe(1);
  });

  it('counts what did not come back as missed', () => {
    expect(indexRecall({ exactScores: [0.9, 0.8], returnedScores: [0.9] })).toBe(0.5);
  });
});
