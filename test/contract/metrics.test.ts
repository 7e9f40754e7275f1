import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { loadMetric, METRIC_IDS } from '../../src/metrics/registry.js';

describe.each(METRIC_IDS)('metric %s', (id) => {
  it('bears its id and a title', async () => {
    const metric = await loadMetric(id);
    expect(metric.id).toBe(id);
    expect(metric.title).not.toBe('');
  });

  it('is 1 when exactly the relevant items are retrieved', async () => {
    const metric = await loadMetric(id);
    expect(metric.score({ relevance: [1, 1, 1, 0, 0], relevantTotal: 3 }, 3)).toBe(1);
  });

  it('is 0 when no relevant item is retrieved, or none at all', async () => {
    const metric = await loadMetric(id);
    expect(metric.score({ relevance: [0, 0, 0], relevantTotal: 2 }, 3)).toBe(0);
    expect(metric.score({ relevance: [], relevantTotal: 2 }, 3)).toBe(0);
  });

  it('stays in 0…1 and never falls when an item becomes relevant', async () => {
    const metric = await loadMetric(id);
    const random = new Random(2);
    for (let trial = 0; trial < 300; trial += 1) {
      const relevance = Array.from({ length: 1 + random.below(12) }, () => random.below(2));
      const relevantTotal = Math.max(1, relevance.reduce((sum, one) => sum + one, 0) + 1 + random.below(4));
      const cutoff = 1 + random.below(15);
      const score = metric.score({ relevance, relevantTotal }, cutoff);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      const better = [...relevance];
      better[random.below(relevance.length)] = 1;
      expect(metric.score({ relevance: better, relevantTotal }, cutoff)).toBeGreaterThanOrEqual(score);
    }
  });

  it('looks at no rank beyond the cutoff', async () => {
    const metric = await loadMetric(id);
    expect(metric.score({ relevance: [0, 0, 1], relevantTotal: 1 }, 2)).toBe(0);
  });
});

describe('loadMetric', () => {
  it('names the known metrics for an unknown id', async () => {
    await expect(loadMetric('ndgc')).rejects.toMatchObject({
      code: 'invalid-value',
      hint: expect.stringContaining('hit-rate-eq10'),
    });
  });
});
