import { describe, expect, it } from 'vitest';
import type { StructuredDescription } from '../../src/core/description.js';
import { spaceId, videoId } from '../../src/core/ids.js';
import { silentLogger } from '../../src/core/runtime.js';
import { metadataHash } from '../../src/store/metadata-hash.js';
import { closeTables, openTables } from '../../src/store/open-tables.js';
import { createVideoTable } from '../../src/store/video-table.js';
import {
  answerRecord,
  hashOf,
  openTestStore,
  STORE_SCHEMA,
  testRecord,
  testSpace,
  tokenRecord,
} from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const axis = (index: number, dimension = 8): number[] =>
  Array.from({ length: dimension }, (_, position) => (position === index ? 1 : 0));

const structured: StructuredDescription = {
  summary: 'A "quoted" 猫',
  themes: ['sport', "it's"],
  characters: [],
  scenes: ['gym'],
  actions: [],
  objects: [],
  onScreenText: ['SALE'],
  sound: 'music',
  mood: '',
  intent: '',
  language: 'en',
};

async function collect<Item>(pages: AsyncIterable<Item[]>): Promise<Item[][]> {
  const all: Item[][] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe('the videos table', () => {
  it('gives back every field of a record as it was written', async () => {
    const store = await openTestStore(await temporaryFolder());
    const full = tokenRecord('full', axis(0), {
      contentClusterId: 0,
      tokenClusterId: 3,
      description: { text: 'd', describerId: 'openai', promptHash: 'p', model: 'gpt-test', structured },
      transcript: { text: "it's said", source: 'transformers/whisper-tiny', language: 'en' },
      onScreenText: 'SALE\n50 %',
    });
    const { title: _t, providedDescription: _p, description: _d, ...rest } = testRecord('bare');
    const bare = {
      ...rest,
      tags: [],
      labels: {},
      metadata: {},
      pooled: {},
      thumbnailJpeg: new Uint8Array(),
      info: { container: 'avi', video: { codec: 'mjpeg', width: 2, height: 2, rotationDegrees: 0 } },
    };
    const heard = testRecord('heard', { transcript: { text: 'hello', source: 'subtitles' } });
    await store.videos.upsert([full, bare, heard], testSpace());
    const ids = ['bare', 'none', 'full', 'heard'].map(videoId);
    expect(await store.videos.get(ids)).toEqual([bare, full, heard]);
    await store.close();
  });

  it('keeps ids with quotes, backslashes, line breaks and emoji apart', async () => {
    const store = await openTestStore(await temporaryFolder());
    const ids = ["it's", "it''s", 'a\\', 'two\nlines', '🎬', '%', "'; DROP TABLE videos; --", '"', ' '];
    await store.videos.upsert(
      ids.map((id) => testRecord(id)),
      undefined,
    );
    for (const id of ids) {
      const [record, ...others] = await store.videos.get([videoId(id)]);
      expect(others).toEqual([]);
      expect(record?.contentHash).toBe(hashOf(id));
    }
    expect(await store.videos.count()).toBe(ids.length);
    await store.close();
  });

  it('stores one row per content, the last record of a call winning', async () => {
    const store = await openTestStore(await temporaryFolder());
    const first = testRecord('clip', { title: 'first' });
    const second = testRecord('clip', { title: 'second' });
    await store.videos.upsert([first, second], undefined);
    await store.videos.upsert([second, testRecord('other')], undefined);
    expect(await store.videos.count()).toBe(2);
    expect((await store.videos.get([videoId('clip')]))[0]?.title).toBe('second');
    expect((await store.verify()).sound).toBe(true);
    await store.close();
  });

  it('doubles nothing when one process writes the same rows from many places at once', async () => {
    const store = await openTestStore(await temporaryFolder());
    const records = Array.from({ length: 20 }, (_, index) => testRecord(`clip-${index}`));
    await Promise.all(Array.from({ length: 8 }, () => store.videos.upsert(records, undefined)));
    expect(await store.verify()).toMatchObject({ videos: 20, distinctHashes: 20, sound: true });
    await store.close();
  });

  it('refuses an id that another content holds, unless both are written together', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert([testRecord('a'), testRecord('b')], undefined);
    const thief = testRecord('c', { id: videoId('a') });
    await expect(store.videos.upsert([thief], undefined)).rejects.toMatchObject({ code: 'invalid-value' });
    await expect(
      store.videos.upsert([testRecord('d', { id: videoId('e') }), testRecord('e')], undefined),
    ).rejects.toThrow(/claimed by two contents/);
    await store.videos.upsert(
      [testRecord('a', { id: videoId('b') }), testRecord('b', { id: videoId('a') })],
      undefined,
    );
    expect((await store.videos.get([videoId('a')]))[0]?.contentHash).toBe(hashOf('b'));
    expect(await store.videos.count()).toBe(2);
    await store.close();
  });

  it('refuses vectors that search could not use, and writes nothing of the call', async () => {
    const store = await openTestStore(await temporaryFolder());
    const bad = [
      tokenRecord('zero', new Float32Array(8)),
      tokenRecord('nan', [Number.NaN, ...axis(0).slice(1)]),
      tokenRecord('short', [1]),
      testRecord('wide', { pooled: { visual: new Float32Array(5) } }),
      testRecord('infinite', { pooled: { audio: new Float32Array([1, Number.POSITIVE_INFINITY]) } }),
    ];
    for (const record of bad) {
      await expect(
        store.videos.upsert([testRecord('good'), record], testSpace()),
        record.id,
      ).rejects.toMatchObject({ code: 'invalid-value' });
    }
    expect(await store.videos.count()).toBe(0);
    await store.close();
  });

  it('tells by hash and by id what a scanned file needs', async () => {
    const store = await openTestStore(await temporaryFolder());
    const embedded = tokenRecord('embedded', axis(1));
    await store.videos.upsert([embedded, testRecord('waiting')], testSpace());
    const byHash = await store.videos.identitiesByHash([hashOf('waiting'), hashOf('unknown')]);
    expect([...byHash.keys()]).toEqual([hashOf('waiting')]);
    const byId = await store.videos.identitiesById([videoId('embedded')]);
    expect(byId.get(videoId('embedded'))).toEqual({
      id: 'embedded',
      contentHash: hashOf('embedded'),
      uri: '/videos/embedded.mp4',
      metadataHash: metadataHash({
        title: 'Title of embedded',
        tags: ['tag', 'embedded'],
        labels: { formula: 'a=b', target: 'glutes' },
        metadata: { nested: { list: [1, null] }, likes: 3 },
        description: 'Somebody wrote about embedded',
      }),
      hasToken: true,
    });
    expect(byHash.get(hashOf('waiting'))?.hasToken).toBe(false);
    await store.close();
  });

  it('pages through all rows in the order of ids while the reader of the pages writes', async () => {
    const store = await openTestStore(await temporaryFolder());
    const names = Array.from({ length: 57 }, (_, index) => `clip-${(index * 37) % 57}`);
    await store.videos.upsert(
      names.map((name) => testRecord(name)),
      undefined,
    );
    const seen: string[] = [];
    for await (const page of store.videos.scan({ where: 'token IS NULL', pageSize: 10 })) {
      expect(page.length).toBeLessThanOrEqual(10);
      seen.push(...page.map(({ id }) => id));
      const embedded = page.map((record) => ({
        ...record,
        token: Float32Array.from(axis(2)),
        spaceId: testSpace().id,
      }));
      await store.videos.upsert([...embedded, testRecord(`fresh-${seen.length}`)], testSpace());
    }
    expect(seen).toEqual([...names].sort());
    expect(await store.videos.count('token IS NOT NULL')).toBe(57);
    const vectors = (await collect(store.videos.scanVectors({ pageSize: 20 }))).flat();
    expect(vectors).toHaveLength(63);
    expect(vectors[0]).toEqual({
      id: 'clip-0',
      contentHash: hashOf('clip-0'),
      uri: '/videos/clip-0.mp4',
      labels: { target: 'glutes', formula: 'a=b' },
      description: 'A person shows clip-0',
      describerId: 'signal',
      token: Float32Array.from(axis(2)),
      pooled: { visual: new Float32Array([1, 2, 3, 4]), audio: new Float32Array([5, 6]) },
    });
    await store.close();
  });

  it('lets a reader see what the writer committed, without a lock', async () => {
    const folder = await temporaryFolder();
    const writer = await openTestStore(folder);
    const reader = await openTestStore(folder, { mode: 'read' });
    expect(await reader.videos.count()).toBe(0);
    await writer.videos.upsert([testRecord('new')], undefined);
    expect(await reader.videos.count()).toBe(1);
    await expect(reader.videos.upsert([testRecord('no')], undefined)).rejects.toThrow(/opened for reading/);
    await reader.close();
    await writer.close();
  });

  it('gives the thumbnail of a video alone, and none where there is none', async () => {
    const store = await openTestStore(await temporaryFolder());
    const { thumbnailJpeg: _none, ...bare } = testRecord('b');
    await store.videos.upsert([testRecord('a'), bare], undefined);
    const ids = ['a', 'b', 'c'].map(videoId);
    const found = await Promise.all(ids.map((id) => store.videos.thumbnail(id)));
    expect(found).toEqual([testRecord('a').thumbnailJpeg, undefined, undefined]);
    await store.close();
  });

  it('sets cluster ids of stored rows and of no others', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert([testRecord('a'), testRecord('b', { contentClusterId: 5 })], undefined);
    await store.videos.setClusters(
      'content',
      new Map([
        [hashOf('a'), 0],
        [hashOf('gone'), 1],
      ]),
    );
    await store.videos.setClusters('token', new Map([[hashOf('b'), 2]]));
    const [a, b] = await store.videos.get([videoId('a'), videoId('b')]);
    expect([a?.contentClusterId, a?.tokenClusterId]).toEqual([0, undefined]);
    expect([b?.contentClusterId, b?.tokenClusterId]).toEqual([5, 2]);
    expect(b?.title).toBe('Title of b');
    expect(await store.videos.count()).toBe(2);
    await store.close();
  });

  it('counts tokens by space', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert([tokenRecord('a', axis(0)), tokenRecord('b', axis(1))], testSpace());
    const other = testSpace('space-b');
    await store.videos.upsert([tokenRecord('c', axis(1), { spaceId: other.id })], other);
    await store.videos.upsert([testRecord('d')], undefined);
    expect(await store.videos.spaceCounts()).toEqual(
      new Map([
        [null, 1],
        [spaceId('space-a'), 2],
        [spaceId('space-b'), 1],
      ]),
    );
    await store.close();
  });

  it('keeps the use of a describing call out of the row, and its model in the light one', async () => {
    const store = await openTestStore(await temporaryFolder());
    const kept = { text: 'd', describerId: 'openai', promptHash: 'p', model: 'gpt-test' };
    const usage = { inputTokens: 1, outputTokens: 2 };
    await store.videos.upsert([testRecord('a', { description: { ...kept, usage } })], undefined);
    expect((await store.videos.get([videoId('a')]))[0]?.description).toEqual(kept);
    const [row] = (await collect(store.videos.scanVectors())).flat();
    expect(row?.descriptionModel).toBe('gpt-test');
    await store.close();
  });

  it('deletes rows with their features, answers and quarantine, and says which were there', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert([testRecord('a'), testRecord('b')], undefined);
    const sequence = {
      extractorId: 'look',
      modality: 'visual' as const,
      width: 2,
      tokens: new Float32Array([1, 2]),
      timesSeconds: new Float32Array([0]),
      pooled: new Float32Array([1, 2, 3]),
    };
    await store.features.upsert([{ contentHash: hashOf('a'), sequences: [sequence] }]);
    for (const name of ['a', 'b']) {
      await store.answers.record(answerRecord(name, 0));
      const { key, contentHash, describerId, runId, atMs } = answerRecord(name, 0);
      const refusal = { model: 'm', code: 'refused' as const, reason: 'r', retryable: false };
      const record = { key, contentHash, id: videoId(name), describerId, runId, atMs, ...refusal };
      await store.quarantine.record([record]);
    }
    expect(await store.videos.delete([videoId('a'), videoId('never')])).toEqual(['a']);
    expect(await store.videos.count()).toBe(1);
    expect((await store.features.get([hashOf('a')])).size).toBe(0);
    expect([...(await store.answers.byKeys(['a', 'b'])).keys()]).toEqual(['b']);
    expect((await store.quarantine.list()).map(({ id }) => id)).toEqual(['b']);
    await store.close();
  });

  it('deletes rows after answers and before features, so that a kill in between leaves no stray part', async () => {
    const folder = await temporaryFolder();
    const tables = await openTables({ folder, schema: STORE_SCHEMA, writable: true, logger: silentLogger });
    const killed = () => Promise.reject(new Error('killed here'));
    const videosThat = (changes: object) =>
      createVideoTable({
        ...tables,
        folder,
        logger: silentLogger,
        schema: { current: STORE_SCHEMA },
        deleteAnswers: () => Promise.resolve(),
        deleteFeatures: () => Promise.resolve(),
        deleteItems: () => Promise.resolve(),
        maintain: () => Promise.resolve(),
        ...changes,
      });
    const videos = videosThat({ deleteAnswers: killed });
    await videos.upsert([testRecord('a')], undefined);
    await expect(videos.delete([videoId('a')])).rejects.toThrow('killed here');
    expect(await videos.count()).toBe(1);
    const later = videosThat({ deleteFeatures: killed });
    await expect(later.delete([videoId('a')])).rejects.toThrow('killed here');
    expect(await later.count()).toBe(0);
    closeTables(tables);
  });
});
