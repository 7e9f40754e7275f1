import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/ids.js';
import { type LabelledItem, labelRelevance } from '../../src/dataset/label-relevance.js';
import { Random } from '../../src/math/random.js';

const hashOf = (text: string) => contentHash(createHash('sha256').update(text).digest('hex'));

const items: LabelledItem[] = [
  { contentHash: hashOf('cat 1'), labels: { kind: 'cat' } },
  { contentHash: hashOf('cat 2'), labels: { kind: 'cat', sound: 'purr' } },
  { contentHash: hashOf('cat 3'), labels: { kind: 'cat' } },
  { contentHash: hashOf('dog 1'), labels: { kind: 'dog' } },
  { contentHash: hashOf('dog 2'), labels: { kind: 'dog' } },
  { contentHash: hashOf('fish'), labels: { kind: 'fish' } },
  { contentHash: hashOf('nothing'), labels: {} },
];
const relevanceOf = (options: Partial<Parameters<typeof labelRelevance>[0]> = {}) =>
  labelRelevance({ items, label: 'kind', random: new Random(1), ...options });

describe('labelRelevance', () => {
  it('counts by hand: gallery, queries, L without the query, and those left out', () => {
    const found = relevanceOf();
    expect([...found.gallery].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...found.queries].sort()).toEqual([0, 1, 2, 3, 4]);
    const totals = Object.fromEntries(found.queries.map((query, at) => [query, found.relevantTotals[at]]));
    expect(totals).toEqual({ 0: 2, 1: 2, 2: 2, 3: 1, 4: 1 });
    expect([found.withoutRelevant, found.values]).toEqual([1, 3]);
  });

  it('holds the same value relevant, never the query itself nor anything outside the gallery', () => {
    const { isRelevant } = relevanceOf();
    expect([isRelevant(0, 1), isRelevant(0, 0), isRelevant(0, 3), isRelevant(0, 6)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('takes a content that is listed twice once, and never as relevant to itself', () => {
    const twice = [...items, { contentHash: hashOf('cat 1'), labels: { kind: 'cat' } }];
    const found = relevanceOf({ items: twice });
    expect(found.gallery).toHaveLength(6);
    expect(found.isRelevant(0, 7)).toBe(false);
    expect(found.relevanceHash).toBe(relevanceOf().relevanceHash);
  });

  it('draws the asked number of queries among those that have something to find', () => {
    const drawn = relevanceOf({ queryLimit: 3, random: new Random(5) });
    expect(drawn.queries).toHaveLength(3);
    expect(drawn.queries).not.toContain(5);
    expect(relevanceOf({ queryLimit: 3, random: new Random(5) }).queries).toEqual(drawn.queries);
  });

  it('restricts queries and gallery to the given contents', () => {
    const found = relevanceOf({ within: new Set([hashOf('cat 1'), hashOf('cat 2'), hashOf('dog 1')]) });
    expect([...found.gallery].sort()).toEqual([0, 1, 3]);
    expect([found.queries.length, found.withoutRelevant]).toEqual([2, 1]);
    expect(found.isRelevant(0, 2)).toBe(false);
  });

  it('has a hash that ignores order and other labels, and changes with values, queries and label', () => {
    const { relevanceHash } = relevanceOf();
    expect(relevanceOf({ items: [...items].reverse() }).relevanceHash).toBe(relevanceHash);
    const others = [
      relevanceOf({ queryLimit: 2 }),
      relevanceOf({
        items: items.map((item, at) => (at === 5 ? { ...item, labels: { kind: 'dog' } } : item)),
      }),
      relevanceOf({ items: items.slice(1) }),
    ];
    for (const other of others) expect(other.relevanceHash).not.toBe(relevanceHash);
  });

  it('does not take a property of every object for a label', () => {
    expect(relevanceOf({ label: 'constructor' }).gallery).toEqual([]);
  });
});
