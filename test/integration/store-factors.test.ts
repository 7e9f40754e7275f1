import { describe, expect, it } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import type { RecommenderSpace } from '../../src/core/recommend.js';
import type { FactorRow } from '../../src/core/store.js';
import { Random } from '../../src/math/random.js';
import { dot } from '../../src/math/vector.js';
import { openTestStore } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const space = (id: string, model = 'm3csr', dimension = 8): RecommenderSpace => ({
  id: `${model}-${id}`,
  model,
  dimension,
  metric: 'inner-product',
});

function rows(options: {
  readonly count: number;
  readonly dimension: number;
  readonly seed: number;
}): FactorRow[] {
  const random = new Random(options.seed);
  return Array.from({ length: options.count }, (_, index) => ({
    id: `item-${index}`,
    vector: Float32Array.from({ length: options.dimension }, () => random.normal()),
  }));
}

/** Ids in the order of their inner products, computed one by one. */
function bruteForce(items: readonly FactorRow[], query: Float32Array): string[] {
  return [...items]
    .sort((left, right) => dot(right.vector, query) - dot(left.vector, query))
    .map(({ id }) => id);
}

describe('the vectors of trained recommenders', () => {
  it('ranks items by inner product, not by cosine, and leaves out what was seen', async () => {
    const store = await openTestStore(await temporaryFolder());
    const here = space('a', 'lightgcn', 2);
    const items = [
      { id: 'long', vector: Float32Array.from([3, 3]) },
      { id: 'aligned', vector: Float32Array.from([1, 0]) },
      { id: 'opposite', vector: Float32Array.from([-1, 0]) },
    ];
    await store.factors.replace({ space: here, users: [], items });
    const query = { space: here, vector: Float32Array.from([1, 0]), limit: 3 };
    expect(await store.factors.search(query)).toEqual([
      { id: 'long', score: 3 },
      { id: 'aligned', score: 1 },
      { id: 'opposite', score: -1 },
    ]);
    const unseen = await store.factors.search({ ...query, exclude: [videoId('long')] });
    expect(unseen.map(({ id }) => id)).toEqual(['aligned', 'opposite']);
    const chosen = { ...query, candidates: [videoId('opposite'), videoId('long'), videoId('unknown')] };
    expect((await store.factors.search(chosen)).map(({ id }) => id)).toEqual(['long', 'opposite']);
    expect(
      (await store.factors.search({ ...chosen, exclude: [videoId('long')] })).map(({ id }) => id),
    ).toEqual(['opposite']);
    await store.close();
  });

  it('finds the exact top 20 through an index over 20,000 unnormalised vectors', async () => {
    const store = await openTestStore(await temporaryFolder());
    const here = space('a', 'm3csr', 32);
    const items = rows({ count: 20_000, dimension: 32, seed: 1 });
    await store.factors.replace({ space: here, users: [], items });
    await store.factors.maintain();
    const users = rows({ count: 20, dimension: 32, seed: 2 });
    let found = 0;
    for (const { vector } of users) {
      const expected = bruteForce(items, vector).slice(0, 20);
      const hits = await store.factors.search({ space: here, vector, limit: 20 });
      const scan = await store.factors.search({ space: here, vector, limit: 20, exact: true });
      expect(scan.map(({ id }) => id)).toEqual(expected);
      found += hits.filter(({ id }) => expected.includes(id)).length;
    }
    expect(found / (20 * users.length)).toBeGreaterThanOrEqual(0.99);
    await store.close();
  });

  it('keeps models of other widths apart in the same tables', async () => {
    const store = await openTestStore(await temporaryFolder());
    const narrow = space('a', 'lightgcn', 2);
    const wide = space('b', 'm3csr', 5);
    await store.factors.replace({
      space: narrow,
      users: [],
      items: rows({ count: 3, dimension: 2, seed: 1 }),
    });
    const user = { id: 'anna', vector: new Float32Array(5).fill(1) };
    await store.factors.replace({
      space: wide,
      users: [user],
      items: rows({ count: 4, dimension: 5, seed: 1 }),
    });
    expect(await store.factors.models()).toEqual(['lightgcn', 'm3csr']);
    expect(await store.factors.space('m3csr')).toEqual(wide);
    expect((await store.factors.ids({ space: narrow, kind: 'item' })).size).toBe(3);
    expect((await store.factors.ids({ space: wide, kind: 'item' })).size).toBe(4);
    const found = await store.factors.get({ space: wide, kind: 'user', ids: ['anna', 'bert'] });
    expect([...found]).toEqual([['anna', user.vector]]);
    await store.close();
  });

  it('replaces all vectors of a model at once and refuses the space before', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const before = space('before');
    const after = space('after');
    await store.factors.replace({
      space: before,
      users: [],
      items: rows({ count: 9, dimension: 8, seed: 1 }),
    });
    await store.factors.replace({
      space: after,
      users: [],
      items: rows({ count: 2, dimension: 8, seed: 2 }),
    });
    expect((await store.factors.ids({ space: after, kind: 'item' })).size).toBe(2);
    expect((await store.factors.ids({ space: before, kind: 'item' })).size).toBe(0);
    const search = store.factors.search({ space: before, vector: new Float32Array(8).fill(1), limit: 1 });
    await expect(search).rejects.toMatchObject({
      code: 'space-mismatch',
      message: expect.stringMatching(/m3csr-after.*m3csr-before/),
    });
    await store.close();
  });

  it('is as it was when a replacement breaks off, and the next one clears what it left', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const before = space('before');
    const items = rows({ count: 9, dimension: 8, seed: 1 });
    await store.factors.replace({ space: before, users: [], items });
    const broken = function* (): Generator<FactorRow> {
      for (let index = 0; index < 5000; index += 1)
        yield { id: `n-${index}`, vector: new Float32Array(8).fill(1) };
      throw new Error('killed');
    };
    const replacing = store.factors.replace({ space: space('after'), users: [], items: broken() });
    await expect(replacing).rejects.toThrow('killed');
    const vector = items[3]?.vector ?? new Float32Array(8);
    const hits = await store.factors.search({ space: before, vector, limit: 9 });
    expect(hits.map(({ id }) => id)).toEqual(bruteForce(items, vector));
    await store.factors.replace({ space: space('third'), users: [], items });
    expect((await store.factors.ids({ space: space('after'), kind: 'item' })).size).toBe(0);
    await store.close();
  });

  it('takes new items up and forgets deleted ones', async () => {
    const store = await openTestStore(await temporaryFolder());
    const here = space('a');
    await store.factors.replace({ space: here, users: [], items: rows({ count: 3, dimension: 8, seed: 1 }) });
    const fresh = { id: 'fresh', vector: new Float32Array(8).fill(9) };
    await store.factors.upsert({ space: here, kind: 'item', rows: [fresh] });
    await store.factors.deleteItems([videoId('item-1')]);
    const ids = await store.factors.ids({ space: here, kind: 'item' });
    expect([...ids].sort()).toEqual(['fresh', 'item-0', 'item-2']);
    const foreign = store.factors.upsert({ space: space('b'), kind: 'item', rows: [fresh] });
    await expect(foreign).rejects.toMatchObject({ code: 'space-mismatch' });
    await store.close();
  });

  it('refuses vectors that are not finite or of another width', async () => {
    const store = await openTestStore(await temporaryFolder());
    const bad = [
      { vector: new Float32Array(8).fill(Number.NaN), code: 'invalid-value' },
      { vector: new Float32Array(7), code: 'space-mismatch' },
    ];
    for (const { vector, code } of bad) {
      const write = store.factors.replace({ space: space('a'), users: [], items: [{ id: 'x', vector }] });
      await expect(write).rejects.toMatchObject({ code });
    }
    expect(await store.factors.space('m3csr')).toBeUndefined();
    await store.close();
  });
});
