import { describe, expect, it } from 'vitest';
import { clusterColumn, createColouring } from '../../src/web/views/map/colouring.js';
import { describeSet } from '../../src/web/views/map/describe-set.js';
import { cssColourOf, parseColour } from '../../src/web/views/map/series.js';
import { filterOfSet, idsForFilter } from '../../src/web/views/map/set-filter.js';

const column = { values: ['cat', 'dog', 'bird', 'fish'], codes: [1, 1, 1, 0, 0, 2, 3, -1] };

describe('colouring the map', () => {
  it('ranks values by how many videos have them and gathers the rest', () => {
    const { groups, legend } = createColouring(column, 2);
    expect(legend.map(({ text, videos, kind }) => [text, videos, kind])).toEqual([
      ['dog', 3, 'value'],
      ['cat', 2, 'value'],
      ['2 others', 2, 'other'],
      ['none', 1, 'none'],
    ]);
    expect([...groups]).toEqual([0, 0, 0, 1, 1, 2, 2, 3]);
  });

  it('has no line for others or for none when there are none', () => {
    const { legend } = createColouring({ values: ['a', 'unused'], codes: [0, 0] }, 5);
    expect(legend).toEqual([{ key: 0, colour: 0, text: 'a', videos: 2, kind: 'value' }]);
  });

  it('gives a cluster the colour that its number has elsewhere', () => {
    const clusters = clusterColumn([4, 4, 1, null, 1, 1], new Map([[4, 'noise']]));
    expect(clusters.values).toEqual(['cluster 1', 'noise']);
    const { groups, legend } = createColouring(clusters, 11);
    expect(legend.map(({ text, colour }) => [text, colour])).toEqual([
      ['cluster 1', 1],
      ['noise', 4],
      ['none', 3],
    ]);
    expect([...groups]).toEqual([1, 1, 0, 3, 0, 0]);
  });

  it('falls back to ranks where two numbers would share a colour', () => {
    const { legend } = createColouring(clusterColumn([0, 12, 12], new Map()), 11);
    expect(legend.map(({ text, colour }) => [text, colour])).toEqual([
      ['cluster 12', 0],
      ['cluster 0', 1],
    ]);
  });

  it('names colours as tokens of the page, and reads what the browser makes of them', () => {
    expect(cssColourOf({ colour: 3, kind: 'value' })).toBe('var(--series-3)');
    expect(cssColourOf({ colour: 3, kind: 'other' })).toBe('var(--series-11)');
    expect(parseColour('rgb(10, 200, 30)')).toEqual([10, 200, 30]);
    expect(parseColour('#0a7f78')).toEqual([10, 127, 120]);
  });
});

describe('describing a set of the map', () => {
  const columns = { kind: column, all: { values: ['same'], codes: [0, 0, 0, 0, 0, 0, 0, 0] } };

  it('names what the set has more often than the whole, the most surprising first', () => {
    // 3 of 4 are dogs against 3 of 8: lift 2; a single cat says nothing.
    expect(describeSet([0, 1, 2, 3], { columns, most: 5 })).toEqual([
      { column: 'kind', value: 'dog', inSet: 3, inAll: 3, lift: 2, isLabel: false },
    ]);
  });

  it('says nothing about the whole', () => {
    expect(describeSet([0, 1, 2, 3, 4, 5, 6, 7], { columns, most: 5 })).toEqual([]);
  });
});

describe('a set as a filter', () => {
  it('quotes ids', () => {
    expect(filterOfSet(['a', 'b "c" \\'])).toBe('id in ("a", "b \\"c\\" \\\\")');
  });

  it('is not offered where it is longer than the service takes', () => {
    expect(filterOfSet([])).toBeUndefined();
    expect(filterOfSet(Array.from({ length: 500 }, (_, index) => `video-${index}`))).toBeUndefined();
  });

  it('is asked for in parts that fit', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `video-${index}`);
    const parts = idsForFilter(ids);
    expect(parts.flat()).toEqual(ids);
    expect(parts.every((part) => filterOfSet(part) !== undefined)).toBe(true);
    expect(idsForFilter([])).toEqual([]);
  });
});
