import { describe, expect, it } from 'vitest';
import type { FeatureSequence } from '../../src/core/features.js';
import { spaceId, videoId } from '../../src/core/ids.js';
import type { ClusterSet, FailureRecord, QuarantineRecord, RunRecord } from '../../src/core/record.js';
import { hashOf, openTestStore } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function sequence(extractorId: string, count: number): FeatureSequence {
  return {
    extractorId,
    modality: extractorId === 'hear' ? 'audio' : 'visual',
    width: 2,
    tokens: Float32Array.from({ length: 2 * count }, (_, index) => index / 3),
    timesSeconds: Float32Array.from({ length: count }, (_, index) => index / 2),
    pooled: Float32Array.from([count, 2, 3]),
  };
}

describe('the features table', () => {
  it('gives sequences back bit for bit, in the order of the extractors', async () => {
    const store = await openTestStore(await temporaryFolder());
    const sequences = [sequence('move', 3), sequence('hear', 1), sequence('look', 300)];
    await store.features.upsert([
      { contentHash: hashOf('a'), sequences },
      { contentHash: hashOf('b'), sequences: [sequence('look', 1)] },
    ]);
    const found = await store.features.get([hashOf('a'), hashOf('none')]);
    expect([...found.keys()]).toEqual([hashOf('a')]);
    expect(found.get(hashOf('a'))).toEqual(sequences);
    await store.close();
  });

  it('replaces the features of a content as a whole, also when a modality is gone', async () => {
    const store = await openTestStore(await temporaryFolder());
    const contentHash = hashOf('a');
    await store.features.upsert([{ contentHash, sequences: [sequence('look', 2), sequence('hear', 2)] }]);
    await store.features.upsert([{ contentHash, sequences: [sequence('look', 5)] }]);
    expect((await store.features.get([contentHash])).get(contentHash)).toEqual([sequence('look', 5)]);
    expect(await store.verify()).toMatchObject({ featureRows: 1, distinctFeatureRows: 1 });
    await store.close();
  });

  it('refuses values that are not finite and shapes that do not fit', async () => {
    const store = await openTestStore(await temporaryFolder());
    const good = sequence('look', 2);
    const bad = [
      { ...good, pooled: Float32Array.from([Number.NaN]) },
      { ...good, tokens: new Float32Array(3) },
      { ...good, timesSeconds: new Float32Array(5) },
    ];
    for (const broken of bad) {
      const write = store.features.upsert([{ contentHash: hashOf('a'), sequences: [broken] }]);
      await expect(write).rejects.toMatchObject({ code: 'invalid-value' });
    }
    await store.close();
  });
});

describe('the failures table', () => {
  const failure = (file: string, changes: Partial<FailureRecord> = {}): FailureRecord => ({
    file,
    contentHash: hashOf(file),
    code: 'decode-failed',
    reason: "it's broken",
    retryable: false,
    runId: 'run-1',
    atMs: 1000,
    ...changes,
  });

  it('keeps the newest failure of a file and finds it by content', async () => {
    const store = await openTestStore(await temporaryFolder());
    const { contentHash: _hash, ...withoutHash } = failure("it's.mp4");
    await store.failures.record([failure('b.mp4'), withoutHash]);
    await store.failures.record([failure('b.mp4', { code: 'timeout', retryable: true, atMs: 2000 })]);
    expect(await store.failures.list()).toEqual([
      failure('b.mp4', { code: 'timeout', retryable: true, atMs: 2000 }),
      withoutHash,
    ]);
    const found = await store.failures.byHash([hashOf('b.mp4'), hashOf('other')]);
    expect([...found].map(([hash, { code }]) => [hash, code])).toEqual([[hashOf('b.mp4'), 'timeout']]);
    await store.close();
  });

  it('forgets by content and by file name', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.failures.record(["it's.mp4", 'b.mp4', 'c.mp4'].map((file) => failure(file)));
    await store.failures.clear({ hashes: [hashOf('b.mp4')], files: ["it's.mp4"] });
    expect((await store.failures.list()).map(({ file }) => file)).toEqual(['c.mp4']);
    await store.close();
  });
});

describe('the quarantine table', () => {
  const quarantined = (name: string, changes: Partial<QuarantineRecord> = {}): QuarantineRecord => ({
    key: `key of ${name}`,
    contentHash: hashOf(name),
    id: videoId(name),
    describerId: 'openai',
    model: 'gpt-test',
    code: 'refused',
    reason: "it's refused",
    retryable: false,
    runId: 'run-1',
    atMs: 1000,
    ...changes,
  });

  it('keeps the newest record of a key, finds it by key and lists it by video', async () => {
    const store = await openTestStore(await temporaryFolder());
    const again = quarantined('b', { code: 'rate-limited', retryable: true, atMs: 500 });
    const otherPrompt = quarantined('b', { key: "key 2 of it's b" });
    await store.quarantine.record([quarantined('b'), otherPrompt, quarantined('a')]);
    await store.quarantine.record([quarantined('b', { code: 'too-short' }), again]);
    expect(await store.quarantine.list()).toEqual([quarantined('a'), otherPrompt, again]);
    const found = await store.quarantine.byKeys([again.key, otherPrompt.key, 'none', again.key]);
    expect(found).toEqual(
      new Map([
        [again.key, again],
        [otherPrompt.key, otherPrompt],
      ]),
    );
    await store.close();
  });

  it('forgets by key', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.quarantine.record(["it's a", 'b', 'c'].map((name) => quarantined(name)));
    await store.quarantine.clear(["key of it's a", 'key of c', 'key of nobody']);
    expect((await store.quarantine.list()).map(({ id }) => id)).toEqual(['b']);
    await store.close();
  });
});

describe('the runs table', () => {
  it('updates a run in place and lists the newest first', async () => {
    const store = await openTestStore(await temporaryFolder());
    const run: RunRecord = {
      id: 'one',
      command: 'embed',
      status: 'running',
      codeVersion: '0.1.0',
      config: { paths: ['/a'], deep: { x: null } },
      startedAtMs: 1000,
    };
    const done: RunRecord = {
      ...run,
      status: 'done',
      seed: 7,
      spaceId: spaceId('space-a'),
      dataHash: 'd',
      promptHash: 'p',
      finishedAtMs: 2500,
      report: { embedded: 3 },
    };
    await store.runs.save(run);
    await store.runs.save({ ...run, id: 'two', startedAtMs: 3000 });
    await store.runs.save(done);
    expect(await store.runs.list()).toEqual([{ ...run, id: 'two', startedAtMs: 3000 }, done]);
    expect(await store.runs.list({ limit: 1 })).toHaveLength(1);
    await store.close();
  });
});

describe('the clusters table', () => {
  it('gives back the newest fit of a kind as it was saved', async () => {
    const store = await openTestStore(await temporaryFolder());
    const set = (kind: ClusterSet['kind'], version: number): ClusterSet => ({
      id: `${kind}-${version}`,
      kind,
      space: 'look@1',
      version,
      dimension: 3,
      centroids: [Float32Array.from([1, 2, version]), Float32Array.from([4, 5, 6])],
      sizes: [10, 20],
      mean: Float32Array.from([0.1, 0.2, 0.3]),
      scale: Float32Array.from([1, 2, 3]),
      inertia: 1.25,
      seed: 7,
      createdAtMs: 1_700_000_000_000,
    });
    expect(await store.clusters.latest('content')).toBeUndefined();
    for (const saved of [set('content', 2), set('content', 10), set('content', 9), set('token', 1)]) {
      await store.clusters.save(saved);
    }
    expect(await store.clusters.latest('content')).toEqual(set('content', 10));
    expect(await store.clusters.latest('token')).toEqual(set('token', 1));
    await store.close();
  });
});
