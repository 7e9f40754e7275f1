import { describe, expect, it } from 'vitest';
import type { VideoRecord } from '../../src/core/record.js';
import { Random } from '../../src/math/random.js';
import { cosine } from '../../src/math/vector.js';
import {
  hashOf,
  openTestStore,
  STORE_SCHEMA,
  testRecord,
  testSpace,
  tokenRecord,
} from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const random = new Random(11);
const direction = (dimension = 8): Float32Array =>
  Float32Array.from({ length: dimension }, () => random.normal());

async function storeWith(records: readonly VideoRecord[], dimension = 8) {
  const schema = { ...STORE_SCHEMA, tokenDimension: dimension };
  const store = await openTestStore(await temporaryFolder(), { schema });
  await store.videos.upsert(records, testSpace('space-a', dimension));
  return store;
}

/** Exhaustive search in plain code: the oracle. */
function bruteForce(records: readonly VideoRecord[], query: Float32Array, limit: number) {
  return records
    .flatMap(({ id, token }) => (token === undefined ? [] : [{ id, score: cosine(query, token) }]))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
    .slice(0, limit);
}

describe('vector search', () => {
  it('ranks by cosine similarity like an exhaustive search and never finds a row without a token', async () => {
    const records = Array.from({ length: 300 }, (_, index) =>
      index % 3 === 0 ? testRecord(`clip-${index}`) : tokenRecord(`clip-${index}`, direction()),
    );
    const store = await storeWith(records);
    const vector = direction();
    for (const exact of [true, false]) {
      const hits = await store.videos.searchVector({ vector, space: testSpace(), limit: 250, exact });
      const expected = bruteForce(records, vector, 250);
      expect(hits.map(({ record }) => record.id)).toEqual(expected.map(({ id }) => id));
      expect(hits).toHaveLength(200);
      for (const [index, { score }] of hits.entries())
        expect(score).toBeCloseTo(expected[index]?.score ?? 9, 10);
    }
    await store.close();
  });

  it('applies the condition and the exclusions first, so that the limit is filled', async () => {
    const records = Array.from({ length: 200 }, (_, index) =>
      tokenRecord(`clip-${index}`, direction(), {
        labels: { target: index % 20 === 0 ? 'glutes' : 'abs' },
      }),
    );
    const store = await storeWith(records);
    const wanted = records.filter(({ labels }) => labels.target === 'glutes').slice(1);
    const vector = direction();
    const hits = await store.videos.searchVector({
      vector,
      space: testSpace(),
      limit: 9,
      where: "array_has(labels, 'target=glutes') AND duration < 20",
      excludeHashes: [hashOf('clip-0')],
    });
    expect(hits.map(({ record }) => record.id)).toEqual(bruteForce(wanted, vector, 9).map(({ id }) => id));
    await store.close();
  });

  it('orders equal scores by id, also at the edge of the limit', async () => {
    const names = Array.from(
      { length: 90 },
      (_, index) => `twin-${String((index * 29) % 90).padStart(2, '0')}`,
    );
    const store = await storeWith(names.map((name) => tokenRecord(name, [1, 1, 0, 0, 0, 0, 0, 0])));
    const query = { vector: Float32Array.from([1, 0, 0, 0, 0, 0, 0, 0]), space: testSpace() };
    const hits = await store.videos.searchVector({ ...query, limit: 5 });
    expect(hits.map(({ record }) => record.id)).toEqual([
      'twin-00',
      'twin-01',
      'twin-02',
      'twin-03',
      'twin-04',
    ]);
    expect(hits[0]?.score).toBeCloseTo(Math.SQRT1_2, 7);
    await store.close();
  });

  it('finds with the index what an exhaustive search finds, with fresh rows and a condition', async () => {
    const records = Array.from({ length: 2000 }, (_, index) => tokenRecord(`clip-${index}`, direction(64)));
    const store = await storeWith(records.slice(0, 1500), 64);
    await store.videos.maintain({ vectorIndexMinimumRows: 1000 });
    expect((await store.videos.indexes()).find(({ name }) => name === 'token_idx')).toMatchObject({
      type: 'IvfRq',
      indexedRows: 1500,
      unindexedRows: 0,
    });
    const space = testSpace('space-a', 64);
    await store.videos.upsert(records.slice(1500), space);
    let found = 0;
    const queries = 40;
    for (let query = 0; query < queries; query += 1) {
      const vector = direction(64);
      const hits = await store.videos.searchVector({ vector, space, limit: 10 });
      const truth = new Set(bruteForce(records, vector, 10).map(({ id }) => id));
      found += hits.filter(({ record }) => truth.has(record.id)).length;
      for (const { record, score } of hits) expect(score).toBe(cosine(vector, record.token ?? []));
    }
    expect(found / (10 * queries)).toBeGreaterThanOrEqual(0.95);
    const where = "id = 'clip-1700' OR id = 'clip-3'";
    expect(await store.videos.searchVector({ vector: direction(64), space, limit: 10, where })).toHaveLength(
      2,
    );
    await store.close();
  });

  it('refuses to compare tokens of two spaces and names both and the way out', async () => {
    const store = await storeWith([tokenRecord('a', direction())]);
    const other = testSpace('space-b');
    const query = { vector: direction(), limit: 3 };
    await expect(store.videos.searchVector({ ...query, space: other })).rejects.toMatchObject({
      code: 'space-mismatch',
      message: expect.stringMatching(/space-a.*space-b/),
      hint: expect.stringContaining('vidtoken reembed'),
    });
    await store.videos.upsert([tokenRecord('b', direction(), { spaceId: other.id })], other);
    await expect(store.videos.searchVector({ ...query, space: testSpace() })).rejects.toMatchObject({
      code: 'space-mismatch',
    });
    await expect(store.videos.upsert([tokenRecord('c', direction())], other)).rejects.toMatchObject({
      code: 'space-mismatch',
    });
    await store.close();
  });

  it.each([
    'bogus > 1',
    'id >',
    "duration < 'long'",
    'duration',
    'nothing(id) = 1',
    'CAST(description AS INT) > 1',
  ])('names a condition that cannot be used, and the columns: %s', async (where) => {
    const store = await storeWith([tokenRecord('a', direction())]);
    const search = store.videos.searchVector({ vector: direction(), space: testSpace(), limit: 3, where });
    await expect(search).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`--where "${where}"`),
      hint: expect.stringMatching(/duration, width.*token_cluster/),
    });
    await store.close();
  });

  const tricks = [
    'duration < 10) OR (true',
    'duration < 10); DROP TABLE videos',
    'duration < 0) garbage here',
    'duration < 0 garbage here',
    'duration < 99; DROP TABLE videos',
    '(duration < 99',
    'duration < 99 -- and no more',
    'duration < 99 /* and no more',
    "id = 'a",
    'id = "a',
    '`id = 1',
    "id = $$'$$) OR (true OR id = $$'$$",
    "id = E'\\'' OR true) OR (true OR id = ''",
    '',
  ];
  it.each(tricks)('lets no condition reach beyond its own brackets: %s', async (where) => {
    const store = await storeWith([tokenRecord('a', direction())]);
    const refusal = {
      code: 'usage',
      message: expect.stringContaining(`--where "${where}"`),
      hint: expect.stringContaining('token_cluster'),
    };
    const excludeHashes = [hashOf('a')];
    const near = { vector: direction(), space: testSpace(), limit: 3, excludeHashes, where };
    await expect(store.videos.searchVector(near)).rejects.toMatchObject(refusal);
    for (const words of ['shows', '🔥']) {
      await expect(store.videos.searchText({ words, limit: 3, where })).rejects.toMatchObject(refusal);
    }
    await expect(store.videos.count(where)).rejects.toMatchObject(refusal);
    const pages = store.videos.scan({ where })[Symbol.asyncIterator]();
    await expect(pages.next()).rejects.toMatchObject(refusal);
    await store.close();
  });

  it.each([
    "title = 'it''s :) -- ; /* \"fine\" `($'",
    "(id = 'a' OR (duration < 1)) AND NOT (id IN ('b', 'c)'))",
    "`id` = 'a' OR title = ')'",
    "array_has(labels, 'target=(x')",
  ])('reads brackets and quotes inside texts as text: %s', async (where) => {
    const title = 'it\'s :) -- ; /* "fine" `($';
    const named = tokenRecord('a', direction(), { title, labels: { target: '(x' } });
    const store = await storeWith([named, tokenRecord('b', direction())]);
    const hits = await store.videos.searchVector({
      vector: direction(),
      space: testSpace(),
      limit: 3,
      where,
    });
    expect(hits.map(({ record }) => record.id)).toEqual(['a']);
    expect(await store.videos.searchText({ words: 'shows', limit: 3, where })).toHaveLength(1);
    expect(await store.videos.count(where)).toBe(1);
    await store.close();
  });

  it.each([
    [new Float32Array(8)],
    [new Float32Array([Number.NaN, 1, 1, 1, 1, 1, 1, 1])],
    [new Float32Array(3)],
  ])('refuses a query vector without direction or of another width (%#)', async (vector) => {
    const store = await storeWith([tokenRecord('a', direction())]);
    const search = store.videos.searchVector({ vector, space: testSpace(), limit: 3 });
    await expect(search).rejects.toMatchObject({ code: 'invalid-value' });
    await store.close();
  });
});

describe('text search', () => {
  const described = (name: string, text: string, changes: Partial<VideoRecord> = {}) => {
    const { title: _title, ...record } = testRecord(name);
    const description = { text, describerId: 'manifest', promptHash: 'none' };
    return { ...record, tags: [], description, ...changes };
  };
  const records = [
    described('dog', 'A brown dog runs over the grass'),
    described('dogs', 'Two dogs, a dog and another dog', { tags: ['pets'] }),
    described('titled', 'nothing of note', { title: 'The DOG of the year', tags: ['glute_bridge'] }),
    described('tokyo', '夜の東京タワーを見る人々'),
    described('said', 'nothing either', {
      transcript: { text: 'Welcome to the aquarium 🐠', source: 'subtitles' },
      onScreenText: 'Closing at noon',
    }),
    described('emoji', 'plain words', { title: 'so cool 😀🔥', tags: ['🔥'] }),
    described('syntax', 'it\'s "quoted" AND (bracketed) OR title:x'),
  ];
  const ids = async (store: Awaited<ReturnType<typeof storeWith>>, words: string, where?: string) => {
    const hits = await store.videos.searchText({
      words,
      limit: 10,
      ...(where === undefined ? {} : { where }),
    });
    return hits.map(({ record }) => record.id);
  };

  it.each(['before', 'after'])(
    'finds words in descriptions, titles, tags, transcripts and pictures %s maintenance',
    async (when) => {
      const store = await storeWith(records);
      if (when === 'after') await store.videos.maintain();
      expect((await ids(store, 'dog')).sort()).toEqual(['dog', 'dogs', 'titled']);
      expect(await ids(store, 'pets')).toEqual(['dogs']);
      expect(await ids(store, 'bridge')).toEqual(['titled']);
      expect(await ids(store, '東京')).toEqual(['tokyo']);
      expect(await ids(store, 'aquariums')).toEqual(['said']);
      expect(await ids(store, 'noon')).toEqual(['said']);
      expect(await ids(store, '🐠')).toEqual(['said']);
      expect(await ids(store, '😀')).toEqual(['emoji']);
      expect(await ids(store, 'unheard')).toEqual([]);
      await store.close();
    },
  );

  it('scores a document higher that holds the word more often', async () => {
    const store = await storeWith(records.slice(0, 2));
    const hits = await store.videos.searchText({ words: 'dog', limit: 2 });
    expect(hits.map(({ record }) => record.id)).toEqual(['dogs', 'dog']);
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? Number.POSITIVE_INFINITY);
    await store.close();
  });

  it('takes words as data: quotes, operators and brackets are no syntax', async () => {
    const store = await storeWith(records);
    for (const words of ["it's", '"quoted"', 'AND (quoted', 'title:x', "quoted' OR 1=1 --", 'quoted*~2^']) {
      expect(await ids(store, words), words).toContain('syntax');
    }
    for (const words of ['', '   ', '"', "'", '()', '-', '\\', '%']) {
      expect((await ids(store, words)).length, words).toBeLessThan(records.length);
    }
    await store.close();
  });

  it('applies a condition first and finds rows written after the last maintenance', async () => {
    const store = await storeWith(records);
    await store.videos.maintain();
    await store.videos.upsert([described('fresh', 'A very fresh dog')], undefined);
    expect(await ids(store, 'fresh')).toEqual(['fresh']);
    expect(await ids(store, 'dog', "id IN ('dog', 'fresh')")).toHaveLength(2);
    await expect(ids(store, 'dog', 'bogus = 1')).rejects.toMatchObject({ code: 'usage' });
    await store.close();
  });
});
