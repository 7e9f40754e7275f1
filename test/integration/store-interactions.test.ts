import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import { describe, expect, it } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import type { InteractionRecord } from '../../src/core/recommend.js';
import type { VideoRecord } from '../../src/core/record.js';
import { collect } from '../support/dataset-folder.js';
import { makeOlderStore } from '../support/older-store.js';
import { openTestStore, testRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function event(userId: string, itemId: string, changes: Partial<InteractionRecord> = {}): InteractionRecord {
  const record = { userId, itemId: videoId(itemId), source: 'test', ...changes };
  return { key: `${userId}/${itemId}/${record.atMs ?? ''}`, ...record };
}

const FULL = event('ann', 'clip', {
  atMs: 1_700_000_000_123,
  watchSeconds: 1.5,
  durationSeconds: 12.25,
  rating: 4.5,
  split: 'valid',
});

/** A record as an import writes it. */
function withoutMedia(name: string): VideoRecord {
  const { info: _info, measurements: _measured, thumbnailJpeg: _thumbnail, ...record } = testRecord(name);
  return record;
}

async function scanned(store: Awaited<ReturnType<typeof openTestStore>>, pageSize: number) {
  return collect(store.interactions.scan({ pageSize }));
}

describe('the interactions table', () => {
  it('gives back every field as it was written, and what is unknown stays unknown', async () => {
    const store = await openTestStore(await temporaryFolder());
    const bare = event('ann', 'other');
    await store.interactions.upsert([FULL, bare]);
    expect(await store.interactions.byUser('ann')).toEqual([bare, FULL]);
    await store.close();
  });

  it('stores an event once, the last record of a key winning', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.interactions.upsert([FULL, { ...FULL, rating: 1 }]);
    await store.interactions.upsert([{ ...FULL, rating: 2 }, event('bob', 'clip')]);
    expect(await store.interactions.count()).toBe(2);
    expect(await store.interactions.count({ userId: 'ann' })).toBe(1);
    expect((await store.interactions.byUser('ann'))[0]?.rating).toBe(2);
    expect([...(await store.interactions.knownKeys([FULL.key, 'never']))]).toEqual([FULL.key]);
    expect(await store.verify()).toMatchObject({ interactions: 2, distinctInteractions: 2, sound: true });
    await store.close();
  });

  it('pages through all events by user, time and item, unknown times first, whatever is written meanwhile', async () => {
    const store = await openTestStore(await temporaryFolder());
    const ordered = [
      event("O'Hara", 'z'),
      event("O'Hara", 'a', { atMs: 0 }),
      event("O'Hara", 'b', { atMs: 0 }),
      event("O'Hara", 'a', { atMs: 5 }),
      event('ann', 'm', { atMs: 3 }),
      event('ann', 'a', { atMs: 10 }),
      event('zoë', 'a'),
    ];
    await store.interactions.upsert(ordered.toReversed());
    const pages: InteractionRecord[][] = [];
    for await (const page of store.interactions.scan({ pageSize: 3 })) {
      pages.push(page);
      await store.interactions.upsert([event('aaa', `${pages.length}`)]);
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(ordered);
    expect(await store.interactions.byUser("O'Hara")).toEqual(ordered.slice(0, 4));
    expect((await scanned(store, 100)).flat()).toHaveLength(10);
    await store.close();
  });

  it('loses the events of a video with the video, unless they are to stay', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.videos.upsert([testRecord('clip'), testRecord("it's"), testRecord('kept')], undefined);
    await store.interactions.upsert([
      FULL,
      event('bob', "it's"),
      event('bob', 'kept'),
      event('bob', 'foreign'),
    ]);
    await store.videos.delete([videoId('kept')], { keepInteractions: true });
    await store.videos.delete([videoId('clip'), videoId("it's")]);
    expect((await scanned(store, 10)).flat().map(({ itemId }) => itemId)).toEqual(['foreign', 'kept']);
    expect(await store.interactions.deleteItems([videoId('foreign'), videoId('never')])).toBe(1);
    expect(await store.interactions.count()).toBe(1);
    await store.close();
  });

  it('is empty to the reader of an older store, and made by its next writer', async () => {
    const folder = await temporaryFolder();
    await makeOlderStore({ folder, names: ['cat'] });
    const reader = await openTestStore(folder, { mode: 'read' });
    expect(await reader.interactions.count()).toBe(0);
    expect(await scanned(reader, 10)).toEqual([]);
    expect(await reader.interactions.byUser('ann')).toEqual([]);
    expect((await reader.interactions.knownKeys(['k'])).size).toBe(0);
    await expect(reader.interactions.upsert([FULL])).rejects.toThrow(/opened for reading/);
    await reader.close();
    const store = await openTestStore(folder);
    await store.interactions.upsert([FULL]);
    expect(await store.interactions.byUser('ann')).toEqual([FULL]);
    await store.close();
  });
});

describe('a row without media', () => {
  it('has no facts of a file, and is found by everything else', async () => {
    const store = await openTestStore(await temporaryFolder());
    const row = withoutMedia('item');
    await store.videos.upsert([row, testRecord('film')], undefined);
    expect(await store.videos.get([videoId('item')])).toEqual([row]);
    expect(await store.videos.count('container IS NULL')).toBe(1);
    const [hit] = await store.videos.searchText({ words: 'item', limit: 5 });
    expect(hit?.record).toEqual(row);
    expect((await collect(store.videos.scan())).flat()).toHaveLength(2);
    await store.close();
  });

  it('can be written to a store in which every row had media, also after a kill, and beside its rows', async () => {
    const folder = await temporaryFolder();
    await makeOlderStore({ folder, names: ['cat', 'dog'] });
    for (let round = 0; round < 2; round += 1) {
      const store = await openTestStore(folder);
      await store.videos.upsert([withoutMedia('item'), testRecord('film')], undefined);
      expect(await store.videos.get([videoId('item')])).toEqual([withoutMedia('item')]);
      expect((await store.videos.get([videoId('cat')]))[0]).toMatchObject({ info: { container: 'mp4' } });
      await store.close();
    }
    const database = await connect(join(folder, 'lancedb'));
    const videos = await database.openTable('videos');
    const { fields } = await videos.schema();
    expect(
      fields.filter(({ name }) => name === 'thumbnail' || name === 'width').map(({ nullable }) => nullable),
    ).toEqual([true, true]);
    database.close();
  });
});
