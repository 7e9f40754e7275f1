import { describe, expect, it } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import type { StoreSchema } from '../../src/core/store.js';
import { Random } from '../../src/math/random.js';
import { cosine } from '../../src/math/vector.js';
import { openTestStore, STORE_SCHEMA, testRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const random = new Random(5);
const WIDTH = 16;
const direction = () => Float32Array.from({ length: WIDTH }, () => random.normal());
const axis = Float32Array.from({ length: WIDTH }, (_, index) => (index === 0 ? 1 : 0));

const aligned = (id: string, pooledWidth: number) => ({
  id,
  version: 1,
  modality: 'visual' as const,
  width: 2,
  pooledWidth,
  textAligned: true,
});

/** Two text-aligned extractors after one that is not: the first of them counts. */
const SCHEMA: StoreSchema = {
  extractors: [...STORE_SCHEMA.extractors.slice(2), aligned('clip', WIDTH), aligned('siglip', 4)],
  tokenDimension: 8,
};

function semanticRecord(
  name: string,
  semantic: Float32Array | undefined,
  changes: Partial<VideoRecord> = {},
) {
  return testRecord(name, { pooled: {}, ...(semantic === undefined ? {} : { semantic }), ...changes });
}

async function storeWith(records: readonly VideoRecord[]) {
  const store = await openTestStore(await temporaryFolder(), { schema: SCHEMA });
  await store.videos.upsert(records, undefined);
  return store;
}

/** Exhaustive search in plain code: the oracle. */
function bruteForce(records: readonly VideoRecord[], query: Float32Array, limit: number) {
  return records
    .flatMap(({ id, semantic }) => (semantic === undefined ? [] : [{ id, score: cosine(query, semantic) }]))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
    .slice(0, limit);
}

describe('semantic vectors', () => {
  it('are kept as they are, in the width of the first text-aligned extractor, which the store remembers', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder, { schema: SCHEMA });
    const records = [semanticRecord('a', direction()), semanticRecord('b', undefined)];
    await store.videos.upsert(records, undefined);
    await store.close();
    const again = await openTestStore(folder, { schema: SCHEMA });
    expect(again.schema).toEqual(SCHEMA);
    expect(await again.videos.get(['a', 'b'].map(videoId))).toEqual(records);
    const narrow = semanticRecord('c', new Float32Array(4).fill(1));
    await expect(again.videos.upsert([narrow], undefined)).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringContaining('its semantic vector has 4 values, the column 16'),
    });
    await again.close();
  });

  it('without a direction are not stored, and never found', async () => {
    const broken = [
      new Float32Array(WIDTH),
      new Float32Array(WIDTH).fill(Number.NaN),
      direction().fill(Number.POSITIVE_INFINITY, 3, 4),
    ];
    const store = await storeWith([
      semanticRecord('good', direction()),
      ...broken.map((vector, index) => semanticRecord(`bad-${index}`, vector)),
    ]);
    expect(await store.videos.count('semantic IS NULL')).toBe(3);
    const [bad] = await store.videos.get([videoId('bad-0')]);
    expect(bad).not.toHaveProperty('semantic');
    const hits = await store.videos.searchSemantic({ vector: direction(), limit: 9 });
    expect(hits.map(({ record }) => record.id)).toEqual(['good']);
    await store.close();
  });

  it('are left out of a store that has no column for them', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert([testRecord('a', { semantic: direction() })], undefined);
    expect((await store.videos.get([videoId('a')]))[0]).not.toHaveProperty('semantic');
    await store.close();
  });
});

describe('semantic search', () => {
  it.each(['without', 'with'])(
    'ranks like an exhaustive search %s an index, fresh rows included',
    async (index) => {
      const records = Array.from({ length: 600 }, (_, n) =>
        semanticRecord(`clip-${n}`, n % 3 === 0 ? undefined : direction()),
      );
      const store = await storeWith(records.slice(0, 500));
      await store.videos.maintain(index === 'with' ? { vectorIndexMinimumRows: 300 } : {});
      const built = (await store.videos.indexes()).find(({ name }) => name === 'semantic_idx');
      expect(built?.columns).toEqual(index === 'with' ? ['semantic'] : undefined);
      await store.videos.upsert(records.slice(500), undefined);
      for (let query = 0; query < 5; query += 1) {
        const vector = direction();
        const hits = await store.videos.searchSemantic({ vector, limit: 10 });
        const expected = bruteForce(records, vector, 10);
        expect(hits.map(({ record, score }) => ({ id: record.id, score }))).toEqual(expected);
      }
      expect(await store.videos.searchSemantic({ vector: axis, limit: 700 })).toHaveLength(400);
      await store.close();
    },
  );

  it('applies a condition first and orders equal scores by id, also at the edge of the limit', async () => {
    const names = Array.from(
      { length: 60 },
      (_, index) => `twin-${String((index * 29) % 60).padStart(2, '0')}`,
    );
    const store = await storeWith(
      names.map((name, index) => semanticRecord(name, axis, { title: index % 2 === 0 ? 'even' : 'odd' })),
    );
    const hits = await store.videos.searchSemantic({ vector: axis, limit: 3 });
    expect(hits.map(({ record, score }) => [record.id, score])).toEqual([
      ['twin-00', 1],
      ['twin-01', 1],
      ['twin-02', 1],
    ]);
    const even = await store.videos.searchSemantic({ vector: axis, limit: 60, where: "title = 'even'" });
    expect(even).toHaveLength(30);
    await expect(
      store.videos.searchSemantic({ vector: axis, limit: 3, where: 'bogus = 1' }),
    ).rejects.toMatchObject({ code: 'usage' });
    await store.close();
  });

  it.each([
    [new Float32Array(WIDTH)],
    [new Float32Array(WIDTH).fill(Number.NaN)],
    [new Float32Array(4).fill(1)],
  ])('refuses a query vector without direction or of another width (%#)', async (vector) => {
    const store = await storeWith([semanticRecord('a', direction())]);
    await expect(store.videos.searchSemantic({ vector, limit: 3 })).rejects.toMatchObject({
      code: 'invalid-value',
    });
    await store.close();
  });

  it('says how to get a store that can do it when this one was made without a text-aligned extractor', async () => {
    const store = await openTestStore(await temporaryFolder());
    await expect(store.videos.searchSemantic({ vector: axis, limit: 3 })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('without a text-aligned extractor (look, move, hear, read)'),
      hint: expect.stringContaining('--extractors look,move,hear,read,clip'),
    });
    await store.close();
  });
});
