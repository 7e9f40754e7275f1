import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { matchesFilter } from '../../src/service/filter/matches-filter.js';
import { parseFilter } from '../../src/service/filter/parse-filter.js';
import { type LibraryFilters, NO_FILTERS } from '../../src/web/library-filters.js';
import { composeWhere } from '../../src/web/views/library/compose-where.js';
import { HOSTILE_TEXTS, LABEL_NAMES } from '../support/filter-videos.js';

describe('the filter that the library sends', () => {
  it('is absent when nothing is filtered', () => {
    expect(composeWhere({ ...NO_FILTERS, text: 'words are no filter', order: 'newest' })).toBeUndefined();
  });

  it('names alternatives with "in" and joins everything else with "and"', () => {
    const where = composeWhere({
      ...NO_FILTERS,
      ids: ['a', 'b'],
      clusters: [3, 1],
      tags: ['cat', 'say "hi"'],
      labels: [
        { name: 'kind', value: 'music' },
        { name: 'body part', value: 'legs' },
        { name: 'kind', value: 'speech' },
      ],
      shortest: 1.5,
      longest: 10,
    });
    expect(where).toBe(
      'id in ("a", "b") and cluster in (3, 1) and tag = "cat" and tag = "say \\"hi\\"" and label.kind in ("music", "speech") ' +
        'and label."body part" in ("legs") and duration >= 1.5 and duration <= 10',
    );
  });

  it('is read by the service as what was chosen, with any text in it', () => {
    const random = new Random(20);
    const pick = <Item>(list: readonly Item[]): Item => list[random.below(list.length)] as Item;
    for (let round = 0; round < 300; round += 1) {
      const filters: LibraryFilters = {
        ...NO_FILTERS,
        clusters: random.below(2) === 0 ? [] : [random.below(3), random.below(3)],
        tags: random.below(2) === 0 ? [] : [pick(HOSTILE_TEXTS)],
        labels: random.below(2) === 0 ? [] : [{ name: pick(LABEL_NAMES), value: pick(HOSTILE_TEXTS) }],
        ...(random.below(2) === 0 ? {} : { shortest: random.below(6) }),
        ...(random.below(2) === 0 ? {} : { longest: random.below(6) }),
      };
      const [label] = filters.labels;
      const video = {
        id: 'v',
        title: null,
        durationSeconds: random.below(6),
        width: null,
        height: null,
        hasSound: false,
        hasMedia: true,
        hasToken: true,
        clusterId: random.below(3),
        tokenClusterId: null,
        tags: [pick(HOSTILE_TEXTS), filters.tags[0] ?? 'other'],
        labels: label === undefined ? {} : { [label.name]: random.below(2) === 0 ? label.value : 'other' },
        describer: null,
        hasDescription: false,
        createdAtMs: 0,
      };
      const where = composeWhere(filters);
      const isFound = where === undefined || matchesFilter(parseFilter(where), video);
      const isWanted =
        (filters.clusters.length === 0 || filters.clusters.includes(video.clusterId)) &&
        filters.tags.every((tag) => video.tags.includes(tag)) &&
        filters.labels.every(({ name, value }) => video.labels[name] === value) &&
        video.durationSeconds >= (filters.shortest ?? 0) &&
        video.durationSeconds <= (filters.longest ?? 99);
      expect(isFound, where).toBe(isWanted);
    }
  });
});
