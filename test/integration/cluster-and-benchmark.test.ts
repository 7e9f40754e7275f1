import { describe, expect, it } from 'vitest';
import { benchmarkRetrieval } from '../../pipelines/benchmark-retrieval.js';
import { clusterStore } from '../../pipelines/cluster.js';
import type { VideoRecord } from '../../src/core/record.js';
import { silentLogger, silentProgress } from '../../src/core/runtime.js';
import type { VideoStore } from '../../src/core/store.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';
import { openTestStore, testSpace, tokenRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const outside = {
  seed: 7,
  clock: () => 0,
  progress: silentProgress,
  logger: silentLogger,
  signal: new AbortController().signal,
};

/** Videos of four kinds that show in the token, more faintly in the picture, and not in the sound. */
function records(from: number, to: number): VideoRecord[] {
  const random = new Random(from + 1);
  return Array.from({ length: to - from }, (_, offset) => {
    const index = from + offset;
    const kind = index % 4;
    const towards = (width: number, strength: number) =>
      Float32Array.from({ length: width }, (__, axis) => (axis === kind ? strength : 0) + random.normal());
    const pooled = { visual: towards(4, 2), ...(index % 3 === 0 ? {} : { audio: towards(2, 0) }) };
    const labels = { kind: `kind ${kind}` };
    return tokenRecord(`video-${index}`, normalised(towards(8, 9)), { pooled, labels });
  });
}

async function idsByName(store: VideoStore, kind: 'content' | 'token') {
  const ids = new Map<string, number | undefined>();
  for await (const rows of store.videos.scanVectors()) {
    for (const row of rows) ids.set(row.id, kind === 'content' ? row.contentClusterId : row.tokenClusterId);
  }
  return ids;
}

describe('clustering and the retrieval benchmark on LanceDB', () => {
  it('fits, leaves everything alone, assigns a later batch, and refits with stable ids', async () => {
    const store = await openTestStore(await temporaryFolder());
    const run = (refit: boolean) => clusterStore({ ...outside, store, space: testSpace(), k: 4, refit });
    await store.videos.upsert(records(0, 120), testSpace());
    const first = await run(false);
    expect(first.sets.map((set) => [set.kind, set.action, set.assigned])).toEqual([
      ['content', 'fitted', 120],
      ['token', 'fitted', 120],
    ]);
    const tokenIds = await idsByName(store, 'token');
    for (const [name, id] of tokenIds) expect(id).toBe(tokenIds.get(`video-${Number(name.slice(6)) % 4}`));
    expect((await run(false)).sets.map((set) => set.action)).toEqual(['unchanged', 'unchanged']);

    await store.videos.upsert(records(120, 160), testSpace());
    expect((await run(false)).sets.map((set) => [set.action, set.assigned])).toEqual([
      ['assigned', 40],
      ['assigned', 40],
    ]);
    const later = await idsByName(store, 'token');
    for (const [name, id] of later) expect(id).toBe(tokenIds.get(`video-${Number(name.slice(6)) % 4}`));

    const refitted = await run(true);
    expect(refitted.sets[1]).toMatchObject({ action: 'refitted', version: 2, keptRowsShare: 1 });
    expect(await idsByName(store, 'token')).toEqual(later);
    expect((await store.clusters.latest('token'))?.sizes).toEqual([40, 40, 40, 40]);
    await store.close();
  });

  it('ranks tokens above pictures above sound, and the same through an index as by comparing all', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert(records(0, 400), testSpace());
    const run = (exact: boolean) =>
      benchmarkRetrieval({
        ...outside,
        store,
        space: testSpace(),
        labels: ['kind'],
        cutoffs: [10, 99],
        queries: 80,
        exact,
      });
    const flat = await run(false);
    const score = (report: typeof flat, kind: string) =>
      report.tables[0]?.rows.find((row) => row.kind === kind)?.scores[1]?.hitRate.mean ?? Number.NaN;
    expect(flat.index).toBeNull();
    expect(flat.indexRecall?.atCutoff.map(({ recall }) => recall)).toEqual([1, 1]);
    expect(score(flat, 'token')).toBeGreaterThan(0.99);
    expect(score(flat, 'visual')).toBeGreaterThan(0.5);
    expect(score(flat, 'pooled')).toBeLessThan(score(flat, 'token'));
    expect(Math.abs(score(flat, 'audio') - 99 / 399)).toBeLessThan(0.05);

    await store.videos.maintain({ vectorIndexMinimumRows: 300 });
    const indexed = await run(false);
    expect(indexed.index).toMatchObject({ indexedRows: 400, unindexedRows: 0 });
    expect(indexed.tables[0]?.rows[0]).toMatchObject({ kind: 'token', search: 'index' });
    expect(indexed.indexRecall?.atCutoff[0]?.recall).toBeGreaterThan(0.95);
    expect(score(indexed, 'token')).toBeCloseTo(score(flat, 'token'), 2);
    const exact = await run(true);
    expect(exact.tables).toEqual(flat.tables);
    expect(exact.relevanceHash).toBe(indexed.relevanceHash);
    await store.close();
  });
});
