import { beforeEach, describe, expect, it } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import type { VideoTable } from '../../src/core/store.js';
import type { SummaryRow } from '../../src/core/summary.js';
import type { LanceVideoStore } from '../../src/store/open-store.js';
import { storeIdentity } from '../../src/store/store-identity.js';
import { hashOf, openTestStore, testRecord, testSpace, tokenRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function all(videos: VideoTable, query: Parameters<VideoTable['summaries']>[0] = {}) {
  const rows: SummaryRow[] = [];
  for await (const page of videos.summaries(query)) rows.push(...page);
  return rows;
}

describe('light rows of the videos', () => {
  let folder: string;
  let store: LanceVideoStore;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openTestStore(folder);
    return async () => store.close();
  });

  it('hold what a list shows, with unknown as null and the description cut', async () => {
    const token = [0, 1, 0, 0, 0, 0, 0, 0];
    const long = { text: 'é'.repeat(500), describerId: 'signal', promptHash: '0'.repeat(16) };
    const { title: _title, info: _info, description: _description, ...bare } = testRecord('b');
    await store.videos.upsert(
      [tokenRecord('a', token, { description: long, contentClusterId: 3 }), bare],
      testSpace(),
    );
    const [a, b] = await all(store.videos, { orderBy: { column: 'id', ascending: true }, withTokens: true });
    expect(a).toEqual({
      id: 'a',
      contentHash: hashOf('a'),
      uri: '/videos/a.mp4',
      title: 'Title of a',
      description: 'é'.repeat(400),
      describerId: 'signal',
      tags: ['tag', 'a'],
      labels: { target: 'glutes', formula: 'a=b' },
      durationSeconds: 12.5,
      width: 720,
      height: 1280,
      hasSound: true,
      hasMedia: true,
      contentClusterId: 3,
      tokenClusterId: null,
      spaceId: testSpace().id,
      createdAtMs: 1_700_000_000_123,
      updatedAtMs: 1_700_000_000_456,
      token: Float32Array.from(token),
    });
    expect(b).toMatchObject({ id: 'b', title: null, description: null, durationSeconds: null, width: null });
    expect(b).toMatchObject({ hasSound: false, hasMedia: false, spaceId: null, token: null });
  });

  it('come in an order, cut to a number, of some ids, under a condition, in pages', async () => {
    const durations = [3, undefined, 1, 2, 1];
    await store.videos.upsert(
      durations.map((durationSeconds, at) =>
        testRecord(`v${at}`, {
          info: {
            container: 'mp4',
            video: { codec: 'h264', width: 1, height: 1, rotationDegrees: 0 },
            ...(durationSeconds === undefined ? {} : { durationSeconds }),
          },
        }),
      ),
      undefined,
    );
    const ids = async (query: Parameters<VideoTable['summaries']>[0]) =>
      (await all(store.videos, query)).map(({ id }) => id);
    expect(await ids({ orderBy: { column: 'duration', ascending: true } })).toEqual([
      'v2',
      'v4',
      'v3',
      'v0',
      'v1',
    ]);
    expect(await ids({ orderBy: { column: 'duration', ascending: false }, limit: 2 })).toEqual(['v0', 'v3']);
    const some = ['v4', 'v1', "nobody's"].map(videoId);
    expect((await ids({ ids: some })).toSorted()).toEqual(['v1', 'v4']);
    expect(await ids({ ids: some, where: 'duration IS NULL' })).toEqual(['v1']);
    expect(await ids({ ids: [] })).toEqual([]);
    const pages: number[] = [];
    for await (const page of store.videos.summaries({ pageSize: 2 })) pages.push(page.length);
    expect(Math.max(...pages)).toBe(2);
    expect(pages.reduce((sum, length) => sum + length)).toBe(5);
    const marks = [];
    for await (const page of store.videos.marks()) marks.push(...page);
    expect(marks.map(({ id }) => id).toSorted()).toEqual(['v0', 'v1', 'v2', 'v3', 'v4']);
  });

  it('have a version that a reader sees rise with the commits of the writer', async () => {
    const reader = await openTestStore(folder, { mode: 'read' });
    try {
      const before = await reader.videos.version();
      expect(await reader.videos.version()).toBe(before);
      await store.videos.upsert([testRecord('a')], undefined);
      expect(await reader.videos.version()).toBeGreaterThan(before);
      expect(await reader.videos.version()).toBe(await store.videos.version());
    } finally {
      await reader.close();
    }
  });

  it('belong to a store that is another one once its tokens have another width', async () => {
    const before = await storeIdentity(folder);
    await store.videos.upsert([testRecord('a')], undefined);
    expect(await storeIdentity(folder)).toBe(before);
    const wide = testSpace('wide', 4);
    await store.videos.upsert([tokenRecord('b', [1, 0, 0, 0], { spaceId: wide.id })], wide);
    expect(await storeIdentity(folder)).not.toBe(before);
    expect(await storeIdentity(`${folder}/none`)).toBeUndefined();
  });

  it('leave a search the tokens of its own space when it is asked to leave out others', async () => {
    const other = testSpace('space-b');
    const axis = (at: number) => new Float32Array(8).fill(1, at, at + 1);
    await store.videos.upsert([tokenRecord('a', axis(0))], testSpace());
    await store.videos.upsert([tokenRecord('b', axis(1), { spaceId: other.id })], other);
    const query = { vector: axis(1), space: testSpace(), limit: 5 };
    await expect(store.videos.searchVector(query)).rejects.toMatchObject({ code: 'space-mismatch' });
    const hits = await store.videos.searchVector({ ...query, leaveOutOtherSpaces: true });
    expect(hits.map(({ record }) => record.id)).toEqual(['a']);
  });
});
