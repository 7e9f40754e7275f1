import { describe, expect, it } from 'vitest';
import {
  isUnfiltered,
  type LibraryFilters,
  libraryAddress,
  NO_FILTERS,
  parseFilters,
  toggle,
  toggleLabel,
  writeFilters,
} from '../../src/web/library-filters.js';

const FILTERS: LibraryFilters = {
  text: 'a & b = c',
  ids: ['x', 'y&id=z'],
  clusters: [2, 0],
  tags: ['cat', 'x&y=z#'],
  labels: [
    { name: 'kind', value: 'music' },
    { name: 'body part', value: 'upper legs' },
  ],
  shortest: 1.5,
  longest: 20,
  order: 'newest',
};

describe('filters in the address of the library', () => {
  it('come back as they were written', () => {
    expect(parseFilters(new URLSearchParams(writeFilters(FILTERS).toString()))).toEqual(FILTERS);
  });

  it('are nothing at all where nothing is set', () => {
    const none = parseFilters(new URLSearchParams());
    expect(none).toEqual(NO_FILTERS);
    expect(writeFilters(none).toString()).toBe('');
  });

  it('leave out what somebody mistyped', () => {
    const query = new URLSearchParams(
      'cluster=-1&cluster=x&cluster=4&shortest=1e9x&longest=&order=best&label.=v',
    );
    expect(parseFilters(query)).toEqual({ ...NO_FILTERS, clusters: [4] });
  });

  it('do not count an order as a filter', () => {
    expect(isUnfiltered({ ...parseFilters(new URLSearchParams()), order: 'longest' })).toBe(true);
    expect(isUnfiltered(parseFilters(new URLSearchParams('q=cat')))).toBe(false);
    expect(isUnfiltered(parseFilters(new URLSearchParams('shortest=0')))).toBe(false);
  });

  it('make an address for one tag', () => {
    expect(libraryAddress({ tags: ['fire & ice'] })).toBe('/?tag=fire+%26+ice');
  });
});

describe('switching one filter', () => {
  it('adds what is not there and removes what is', () => {
    expect(toggle([1, 2], 3)).toEqual([1, 2, 3]);
    expect(toggle([1, 2], 1)).toEqual([2]);
  });

  it('tells labels apart by name and value', () => {
    const kind = { name: 'kind', value: 'music' };
    const other = { name: 'kind', value: 'speech' };
    expect(toggleLabel([kind], { ...other })).toEqual([kind, other]);
    expect(toggleLabel([kind, other], { ...kind })).toEqual([other]);
  });
});
