import { describe, expect, it } from 'vitest';
import { coverage } from '../../src/metrics/coverage.js';
import { gini } from '../../src/metrics/gini.js';
import { itemExposure } from '../../src/metrics/item-exposure.js';
import { mrr } from '../../src/metrics/mrr.js';
import { ndcg } from '../../src/metrics/ndcg.js';
import { ndcgNgcf } from '../../src/metrics/ndcg-ngcf.js';
import { novelty } from '../../src/metrics/novelty.js';
import { recall } from '../../src/metrics/recall.js';

describe('Recall', () => {
  it('is the share of all relevant items found, counted by hand', () => {
    const query = { relevance: [0, 1, 0, 1, 0], relevantTotal: 4 };
    expect([1, 2, 4, 10].map((cutoff) => recall.score(query, cutoff))).toEqual([0, 0.25, 0.5, 0.5]);
  });
});

describe('NDCG', () => {
  it('takes its ideal list from the ground truth: one of three found on rank 2', () => {
    const query = { relevance: [0, 1, 0], relevantTotal: 3 };
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(ndcg.score(query, 3)).toBeCloseTo(1 / Math.log2(3) / ideal, 12);
  });

  it('has an ideal list of min(K, L) items', () => {
    expect(ndcg.score({ relevance: [1, 1], relevantTotal: 9 }, 2)).toBe(1);
    expect(ndcg.score({ relevance: [1, 0, 0], relevantTotal: 1 }, 3)).toBe(1);
  });

  it('of NGCF forgives what was not retrieved, ours does not', () => {
    const query = { relevance: [1, 0, 0, 0], relevantTotal: 3 };
    expect(ndcgNgcf.score(query, 4)).toBe(1);
    expect(ndcg.score(query, 4)).toBeCloseTo(1 / (1 + 0.6309297536 + 0.5), 9);
  });

  it('of NGCF is the same where a user has one relevant item', () => {
    for (const relevance of [
      [1, 0, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]) {
      const query = { relevance, relevantTotal: 1 };
      expect(ndcgNgcf.score(query, 3)).toBeCloseTo(ndcg.score(query, 3), 12);
    }
  });
});

describe('MRR', () => {
  it('is one over the rank of the first relevant item', () => {
    expect(mrr.score({ relevance: [0, 0, 1, 1], relevantTotal: 2 }, 4)).toBe(1 / 3);
    expect(mrr.score({ relevance: [0, 0, 1, 1], relevantTotal: 2 }, 2)).toBe(0);
  });
});

describe('metrics of all lists together', () => {
  // Three lists of two out of four items; the last list is short.
  const rankings = {
    depth: 2,
    users: Int32Array.of(0, 1, 2),
    items: Int32Array.of(0, 1, 0, 2, 0, -1),
    scores: new Float32Array(6),
  };

  it('count in how many lists an item stands, within the cutoff', () => {
    expect([...itemExposure({ rankings, itemCount: 4, cutoff: 2 })]).toEqual([3, 1, 1, 0]);
    expect([...itemExposure({ rankings, itemCount: 4, cutoff: 1 })]).toEqual([3, 0, 0, 0]);
  });

  it('cover three of four items', () => {
    expect(coverage([3, 1, 1, 0])).toBe(0.75);
  });

  it('have the Gini coefficient of the textbook: (−3·0 −1·1 +1·1 +3·3) / (4·5)', () => {
    expect(gini([3, 1, 1, 0])).toBeCloseTo(9 / 20, 12);
    expect(gini([2, 2, 2, 2])).toBe(0);
    expect(gini([0, 0, 0, 7])).toBe(3 / 4);
    expect(() => gini([0, 0])).toThrow(RangeError);
  });

  it('are as novel as the mean surprise of what they hold, in bits', () => {
    // Shares 4/8, 2/8, 2/8: 3 lists × 1 bit, 1 × 2 bits, 1 × 2 bits.
    expect(novelty({ exposure: [3, 1, 1, 0], popularity: [4, 2, 2, 0] })).toBeCloseTo(7 / 5, 12);
  });

  it('count an item that nobody has seen like one that was seen once', () => {
    expect(novelty({ exposure: [1, 0], popularity: [0, 8] })).toBe(3);
    expect(() => novelty({ exposure: [0, 0], popularity: [1, 1] })).toThrow(RangeError);
  });
});
