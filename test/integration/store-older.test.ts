import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import { makeOlderStore } from '../support/older-store.js';
import { answerRecord, hashOf, openTestStore, testRecord, testSpace } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ones = new Float32Array(8).fill(1);
const names = ['cat', 'dog', 'emu'];
const isNull = "arrow_cast(NULL, 'Utf8')";

/** Everything below a folder. */
async function listing(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

async function collect<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

describe('a store of the version before', () => {
  it('is read as it is: new columns without values, new tables empty, nothing written', async () => {
    const folder = await temporaryFolder();
    await makeOlderStore({ folder, names });
    const before = await listing(folder);
    const store = await openTestStore(folder, { mode: 'read' });
    const [dog] = await store.videos.get([videoId('dog')]);
    expect(dog).toMatchObject({
      id: 'dog',
      description: { text: 'An old film of a dog', describerId: 'signal' },
    });
    for (const absent of ['transcript', 'onScreenText', 'semantic']) expect(dog).not.toHaveProperty(absent);
    expect(dog?.description).not.toHaveProperty('model');
    expect(
      (await collect(store.videos.scanVectors())).map(({ id, describerId, token }) => [
        id,
        describerId,
        token,
      ]),
    ).toEqual(names.map((name) => [name, 'signal', ones]));
    expect(await collect(store.videos.scan())).toHaveLength(3);
    const found = await store.videos.searchText({ words: 'emu', limit: 5 });
    expect(found.map(({ record }) => record.id)).toEqual(['emu']);
    expect(await store.videos.searchText({ words: '🔥', limit: 5 })).toEqual([]);
    const near = await store.videos.searchVector({ vector: ones, space: testSpace(), limit: 2 });
    expect(near.map(({ record }) => record.id)).toEqual(['cat', 'dog']);
    expect((await store.answers.byKeys(['k'])).size).toBe(0);
    expect(await store.answers.totals()).toEqual([]);
    expect(await store.quarantine.list()).toEqual([]);
    expect((await store.verify()).sound).toBe(true);
    await expect(store.answers.record(answerRecord('k', 0))).rejects.toThrow(/opened for reading/);
    await store.close();
    expect(await listing(folder)).toEqual(before);
  });

  it('is read also when its next writer was killed while it made a table', async () => {
    const folder = await temporaryFolder();
    await makeOlderStore({ folder, names });
    await mkdir(join(folder, 'lancedb', 'answers.lance', '_versions'), { recursive: true });
    const reader = await openTestStore(folder, { mode: 'read' });
    expect(await reader.answers.totals()).toEqual([]);
    expect(await reader.videos.count()).toBe(3);
    await reader.close();
    const store = await openTestStore(folder);
    await store.answers.record(answerRecord('k', 0));
    expect(await store.answers.totals()).toHaveLength(1);
    await store.close();
  });

  it('gets the new columns, tables and indexes from its next writer, and keeps its rows', async () => {
    const folder = await temporaryFolder();
    await makeOlderStore({ folder, names });
    const early = await openTestStore(folder, { mode: 'read' });
    const store = await openTestStore(folder);
    expect(await store.videos.count('transcript IS NULL AND description_model IS NULL')).toBe(3);
    const [cat] = await store.videos.get([videoId('cat')]);
    if (cat === undefined) throw new Error('the row is gone');
    const heard = { ...cat, transcript: { text: 'purring and meowing', source: 'subtitles' } };
    await store.videos.upsert([heard, testRecord('fresh', { onScreenText: 'SALE' })], undefined);
    expect(await store.videos.get([videoId('cat')])).toEqual([heard]);
    for (const [words, id] of [
      ['meowing', 'cat'],
      ['sale', 'fresh'],
      ['dog', 'dog'],
    ] as const) {
      const hits = await store.videos.searchText({ words, limit: 5 });
      expect(
        hits.map(({ record }) => record.id),
        words,
      ).toEqual([id]);
    }
    await store.answers.record(answerRecord('k', 0));
    await store.videos.maintain();
    const indexed = (await store.videos.indexes()).map(({ name }) => name);
    expect(indexed).toEqual(expect.arrayContaining(['transcript_idx', 'on_screen_text_idx']));
    await store.close();
    // A reader that was there before the columns goes on as it began.
    expect((await early.videos.get([videoId('dog')]))[0]?.description?.text).toBe('An old film of a dog');
    expect(await early.videos.searchText({ words: 'dog', limit: 5 })).toHaveLength(1);
    await early.close();
    const reader = await openTestStore(folder, { mode: 'read' });
    expect((await reader.videos.get([videoId('cat')]))[0]?.transcript?.text).toBe('purring and meowing');
    expect((await reader.answers.byKeys(['k'])).get('k')).toEqual([answerRecord('k', 0)]);
    await reader.close();
  });

  it.each([
    ['some of the columns', [{ name: 'transcript', valueSql: isNull }]],
    [
      'all columns and none of their indexes',
      [
        'description_model',
        'description_structured',
        'transcript',
        'transcript_source',
        'transcript_language',
        'on_screen_text',
      ].map((name) => ({ name, valueSql: isNull })),
    ],
  ])('whose writer was killed when it had %s is read, and completed by the next', async (_which, columns) => {
    const folder = await temporaryFolder();
    await makeOlderStore({
      folder,
      names,
      change: async (videos) => {
        await videos.addColumns(columns);
      },
    });
    const reader = await openTestStore(folder, { mode: 'read' });
    expect(await reader.videos.searchText({ words: 'dog', limit: 5 })).toHaveLength(1);
    await reader.close();
    for (let round = 0; round < 2; round += 1) {
      const store = await openTestStore(folder);
      const record = testRecord('new', {
        description: { text: 'd', describerId: 'openai', promptHash: 'p', model: 'm' },
        transcript: { text: 'hello', source: 'subtitles', language: 'en' },
        onScreenText: 'bye',
      });
      await store.videos.upsert([record], undefined);
      expect(await store.videos.get([videoId('new')])).toEqual([record]);
      expect((await store.videos.identitiesByHash(names.map(hashOf))).size).toBe(3);
      await store.close();
    }
  });
});
