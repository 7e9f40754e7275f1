import { describe, expect, it } from 'vitest';
import { type ClusterOptions, clusterStore } from '../../pipelines/cluster.js';
import { defaultClusterCount } from '../../pipelines/clustering/fit-centres.js';
import { matchIds, OverlapCounts } from '../../pipelines/clustering/match-ids.js';
import { clusterReport } from '../../src/core/reports/cluster-report.js';
import { silentLogger, silentProgress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { squaredDistance } from '../../src/math/vector.js';
import {
  type MemoryRow,
  type MemoryStore,
  memoryStore,
  testExtractor,
  testSpace,
} from '../support/memory-store.js';

const space = testSpace(3);
const extractors = [testExtractor('visual', 4), testExtractor('audio', 2)];

/** A video of one of three kinds that differ in sight and in sound; every fifth has no sound. */
function row(index: number, random: Random): MemoryRow {
  const kind = index % 3;
  const oneHot = (length: number, level: number, spread: number) =>
    Float32Array.from({ length }, (_, axis) => (axis === kind ? level : 0) + spread * random.normal());
  const token = oneHot(3, 1, 0.01);
  const visual = oneHot(4, 100, 5);
  const audio = oneHot(2, 1e-3, 5e-5);
  return {
    name: `video-${String(index).padStart(3, '0')}`,
    token,
    pooled: index % 5 === 4 ? { visual } : { visual, audio },
  };
}

function filledStore(count = 30): MemoryStore {
  const random = new Random(1);
  return memoryStore({
    rows: Array.from({ length: count }, (_, index) => row(index, random)),
    extractors,
    space,
  });
}

const run = (memory: MemoryStore, options: Partial<ClusterOptions> = {}) =>
  clusterStore({
    store: memory.store,
    space,
    seed: 7,
    refit: false,
    clock: () => 0,
    progress: silentProgress,
    logger: silentLogger,
    signal: new AbortController().signal,
    ...options,
  });

/** The partition without the ids: names that share one, each group and the list of groups sorted. */
function groups(ids: Record<string, number | undefined>): string[][] {
  const byId = new Map<number | undefined, string[]>();
  for (const [name, id] of Object.entries(ids)) byId.set(id, [...(byId.get(id) ?? []), name]);
  return [...byId.values()].map((names) => names.sort()).sort();
}

describe('clusterStore', () => {
  it('fits centres the first time and gives every row the id of its kind', async () => {
    const memory = filledStore();
    const report = await run(memory, { k: 3 });
    expect(clusterReport.parse(report)).toEqual(report);
    expect(
      report.sets.map((set) => [set.kind, set.action, set.k, set.version, set.assigned, set.fittedOn]),
    ).toEqual([
      ['content', 'fitted', 3, 1, 30, 30],
      ['token', 'fitted', 3, 1, 30, 30],
    ]);
    for (const kind of ['content', 'token'] as const) {
      const ids = Object.values(memory.idsOf(kind));
      for (const [index, id] of ids.entries()) expect(id).toBe(ids[index % 3]);
      expect(new Set(ids)).toEqual(new Set([0, 1, 2]));
    }
    expect(report.sets[0]?.sizes).toEqual([10, 10, 10]);
    expect(report.sets[0]?.silhouette).toBeGreaterThan(0.5);
  });

  it('stores centres with which the ids can be worked out again by hand', async () => {
    const memory = filledStore();
    await run(memory, { k: 4 });
    const set = await memory.store.clusters.latest('token');
    for (const stored of memory.rows.values()) {
      const distances = set?.centroids.map((centre) => squaredDistance(centre, stored.token ?? [])) ?? [];
      expect(stored.tokenClusterId).toBe(distances.indexOf(Math.min(...distances)));
    }
    expect(set?.sizes).toEqual(
      [0, 1, 2, 3].map((id) => Object.values(memory.idsOf('token')).filter((own) => own === id).length),
    );
  });

  it('changes nothing when it runs again', async () => {
    const memory = filledStore();
    await run(memory);
    const before = [memory.idsOf('content'), memory.idsOf('token'), [...memory.clusterSets]];
    const report = await run(memory, { seed: 99, k: 9 });
    expect(report.sets.map((set) => [set.action, set.assigned])).toEqual([
      ['unchanged', 0],
      ['unchanged', 0],
    ]);
    expect([memory.idsOf('content'), memory.idsOf('token'), memory.clusterSets]).toEqual(before);
  });

  it('assigns new rows to the nearest stored centre and moves neither centres nor earlier ids', async () => {
    const memory = filledStore();
    await run(memory, { k: 3 });
    const before = memory.idsOf('content');
    const centres = structuredClone(memory.clusterSets);
    const random = new Random(2);
    for (let index = 30; index < 36; index += 1) memory.add(row(index, random));
    const report = await run(memory);
    expect(report.sets.map((set) => [set.action, set.assigned, set.version])).toEqual([
      ['assigned', 6, 1],
      ['assigned', 6, 1],
    ]);
    expect(memory.clusterSets).toEqual(centres);
    const after = memory.idsOf('content');
    expect(after).toMatchObject(before);
    for (let index = 30; index < 36; index += 1) {
      expect(after[`video-0${index}`]).toBe(before[`video-00${index % 3}`]);
    }
  });

  it('keeps ids stable across a refit with another seed, and raises the version', async () => {
    const memory = filledStore();
    await run(memory, { k: 3 });
    const before = memory.idsOf('content');
    for (const seed of [1, 2, 3, 4]) {
      const report = await run(memory, { k: 3, refit: true, seed });
      expect(report.sets[0]).toMatchObject({
        action: 'refitted',
        keptIds: 3,
        keptRowsShare: 1,
        version: seed + 1,
      });
      expect(memory.idsOf('content')).toEqual(before);
    }
  });

  it('keeps the ids of the clusters that live on when k grows', async () => {
    const memory = filledStore();
    await run(memory, { k: 3 });
    const before = memory.idsOf('content');
    const report = await run(memory, { k: 5, refit: true });
    const kept = Object.entries(memory.idsOf('content')).filter(([name, id]) => before[name] === id);
    expect(report.sets[0]).toMatchObject({ k: 5, keptIds: 3, keptRowsShare: kept.length / 30 });
    expect(kept.length).toBeGreaterThan(15);
  });

  it('finishes a first run that was killed while it wrote ids', async () => {
    const expected = filledStore();
    await run(expected, { k: 3 });
    const memory = filledStore();
    memory.failSetClustersAfter = 11;
    await expect(run(memory, { k: 3 })).rejects.toThrow('killed');
    await run(memory, { k: 3 });
    expect(memory.idsOf('content')).toEqual(expected.idsOf('content'));
    expect(memory.clusterSets.map((set) => set.sizes)).toEqual(expected.clusterSets.map((set) => set.sizes));
  });

  it('assigns every row again after a refit that was killed half way, so that no two fits are mixed', async () => {
    const memory = filledStore();
    await run(memory, { k: 3 });
    memory.failSetClustersAfter = 15;
    await expect(run(memory, { k: 6, refit: true })).rejects.toThrow('killed');
    const report = await run(memory);
    expect(report.sets[0]).toMatchObject({ action: 'assigned', assigned: 30, version: 2, k: 6 });
    const set = await memory.store.clusters.latest('content');
    const counts = Array.from(
      { length: 6 },
      (_, id) => Object.values(memory.idsOf('content')).filter((own) => own === id).length,
    );
    expect(set?.sizes).toEqual(counts);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('fits anew when the model has changed, and lets ids go on where the members stayed', async () => {
    const memory = filledStore();
    await run(memory, { k: 3 });
    const before = memory.idsOf('token');
    const turned = testSpace(3, 'another-space');
    memory.store.videos.spaceCounts = async () => new Map([[turned.id, 30]]);
    for (const [hash, stored] of memory.rows) {
      const token = Float32Array.from(stored.token ?? []).reverse();
      memory.rows.set(hash, { ...stored, token });
    }
    const report = await run(memory, { space: turned, k: 3 });
    expect(report.sets[1]).toMatchObject({
      action: 'refitted',
      version: 2,
      space: 'another-space',
      keptIds: 3,
    });
    expect(report.sets[1]?.reason).toContain('test-space');
    expect(memory.idsOf('token')).toEqual(before);
  });

  it('refuses to cluster tokens of two spaces together', async () => {
    const memory = filledStore();
    await expect(run(memory, { space: testSpace(3, 'newer') })).rejects.toMatchObject({
      code: 'space-mismatch',
      message: expect.stringMatching(/test-space.*newer/),
    });
  });

  it('clusters no tokens without a model and nothing in an empty store', async () => {
    const report = await run(memoryStore({ rows: [], extractors }), { space: undefined });
    expect(report.sets.map((set) => [set.kind, set.action])).toEqual([
      ['content', 'skipped'],
      ['token', 'skipped'],
    ]);
  });

  it('refuses more clusters than videos', async () => {
    await expect(run(filledStore(), { k: 31 })).rejects.toMatchObject({ code: 'too-few-videos' });
  });

  it('leaves the groups the same when it fits on a sample only', async () => {
    const full = filledStore(90);
    await run(full, { k: 3 });
    const sampled = filledStore(90);
    const report = await run(sampled, { k: 3, sampleRows: 30 });
    expect(report.sets[0]).toMatchObject({ fittedOn: 30, assigned: 90 });
    expect(groups(sampled.idsOf('content'))).toEqual(groups(full.idsOf('content')));
  });

  it('lets no modality drown the others: sound alone separates what looks the same', async () => {
    const random = new Random(3);
    const rows = Array.from({ length: 40 }, (_, index) => ({
      name: `video-${index}`,
      pooled: {
        visual: Float32Array.from({ length: 4 }, () => 1000 * random.normal()),
        audio: new Float32Array(2).fill(index % 2 === 0 ? 1e-4 : -1e-4),
      },
    }));
    const memory = memoryStore({ rows, extractors: [testExtractor('visual', 4), testExtractor('audio', 2)] });
    await run(memory, { k: 2, space: undefined });
    const ids = Object.values(memory.idsOf('content'));
    for (const [index, id] of ids.entries()) expect(id).toBe(ids[index % 2]);
  });
});

describe('defaultClusterCount', () => {
  it('is √n between 2 and 1000 and never above n', () => {
    expect([1, 2, 24, 756, 100_000, 10_000_000].map(defaultClusterCount)).toEqual([1, 2, 5, 27, 316, 1000]);
  });
});

describe('matchIds', () => {
  it('keeps the most rows, counted by hand', () => {
    const overlaps = new OverlapCounts(3);
    const counts = [
      [0, 5, 1],
      [4, 6, 0],
      [0, 0, 0],
    ];
    for (const [cluster, line] of counts.entries()) {
      for (const [id, count] of line.entries()) for (let n = 0; n < count; n += 1) overlaps.add(cluster, id);
    }
    // Greedy would give cluster 1 the id 1 (6 + 1); 5 + 4 keeps more.
    const matched = matchIds(overlaps, 3);
    expect([[...matched.ids], matched.kept, matched.keptRows]).toEqual([[1, 0, 2], 2, 9]);
  });

  it('takes the largest overlaps first when there are too many clusters for the exact search', () => {
    const k = 2001;
    const overlaps = new OverlapCounts(k);
    const counts = [
      { cluster: 0, id: 1, rows: 5 },
      { cluster: 0, id: 2, rows: 1 },
      { cluster: 1, id: 0, rows: 4 },
      { cluster: 1, id: 1, rows: 6 },
      { cluster: 2000, id: 1999, rows: 1 },
    ];
    for (const { cluster, id, rows } of counts) {
      for (let n = 0; n < rows; n += 1) overlaps.add(cluster, id);
    }
    const matched = matchIds(overlaps, k);
    // 6 first, which leaves cluster 0 only its single row of id 2.
    expect([matched.ids[0], matched.ids[1], matched.ids[2000]]).toEqual([2, 1, 1999]);
    expect([matched.kept, matched.keptRows]).toEqual([3, 8]);
    expect([...matched.ids].sort((a, b) => a - b)).toEqual(Array.from({ length: k }, (_, id) => id));
  });

  it('does not need memory for pairs that share no row', () => {
    const k = 100_000;
    const overlaps = new OverlapCounts(k);
    for (let cluster = 0; cluster < k; cluster += 1) overlaps.add(cluster, k - 1 - cluster);
    const matched = matchIds(overlaps, k);
    expect([matched.kept, matched.keptRows]).toEqual([k, k]);
    expect([matched.ids[0], matched.ids[k - 1]]).toEqual([k - 1, 0]);
  });

  it('does not count ids that the smaller number of clusters has no room for', () => {
    const overlaps = new OverlapCounts(2);
    overlaps.add(0, 7);
    overlaps.add(1, 0);
    expect([...matchIds(overlaps, 2).ids]).toEqual([1, 0]);
  });
});
