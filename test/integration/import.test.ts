import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterVideos } from '../../pipelines/cluster-videos.js';
import { describeVideos } from '../../pipelines/describe.js';
import { type ImportOptions, importDataset } from '../../pipelines/import.js';
import { chooseExtractorIds } from '../../pipelines/stages/create-extractors.js';
import { storeStatus } from '../../pipelines/status.js';
import { videoId } from '../../src/core/ids.js';
import { importReport } from '../../src/core/reports/import-report.js';
import type { Progress } from '../../src/core/runtime.js';
import { atomicText, collect, datasetFolder } from '../support/dataset-folder.js';
import { npyOfRows } from '../support/npy-bytes.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore, testRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const HEADER = ['user_id:token', 'item_id:token', 'rating:float', 'timestamp:float'];
const IMAGES = [
  [1, 0],
  [0, 1],
  [1, 0],
  [3, 4],
];
const SOUNDS = [
  [1, 2, 3],
  [0, 0, 0],
  [Number.NaN, 1, 1],
  [1, 2, 3],
];
const INTER = atomicText(
  HEADER,
  ['ann', 0, 5, 100],
  ['ann', 1, 2, 200],
  ['ann', 0, 5, 100],
  ['ann', 0, 4, 300],
  ['bob', 3, '', ''],
);
const FILES = {
  'toy.inter': INTER,
  'image_feat.npy': npyOfRows(IMAGES),
  'audio_feat.npy': npyOfRows(SOUNDS),
};

type Changes = Partial<Omit<ImportOptions, 'context'>> & { readonly progress?: Progress };

/** Imports into the store in `parent/data`. */
async function run(parent: string, path: string, { progress, ...changes }: Changes = {}) {
  const context = pipelineContext(join(parent, 'data'), progress === undefined ? {} : { progress });
  const report = await importDataset({ context, path, seed: 7, dryRun: false, ...changes });
  expect(importReport.parse(report)).toEqual(report);
  return report;
}

async function fixture(files: Readonly<Record<string, string | Uint8Array>> = FILES) {
  const parent = await temporaryFolder();
  return { parent, path: await datasetFolder(parent, files) };
}

const reading = (parent: string) => openTestStore(join(parent, 'data'), { mode: 'read' });

describe('an import', () => {
  it('stores items with their usable vectors and clusters, and every event once', async () => {
    const { parent, path } = await fixture();
    const report = await run(parent, path, { clusters: 2 });
    expect(report).toMatchObject({
      dataset: 'toy',
      items: { source: 'row-numbers', total: 4, added: 4, withoutFeatures: 0 },
      features: [
        { modality: 'visual', rows: 4, width: 2, type: 'float32', zero: 0, notFinite: 0, duplicated: 1 },
        { modality: 'audio', rows: 4, width: 3, zero: 1, notFinite: 1, duplicated: 1 },
      ],
      interactions: { read: 5, added: 4, duplicates: 1, unknownItems: 0, users: 2, withoutSplit: 4 },
      malformed: { count: 0 },
      clusters: 2,
      stored: { videos: 4, interactions: 4 },
    });
    const store = await reading(parent);
    const rows = await store.videos.get(['0', '1', '2', '3'].map(videoId));
    expect(rows.map(({ pooled }) => pooled.audio && [...pooled.audio])).toEqual([
      [1, 2, 3],
      undefined,
      undefined,
      [1, 2, 3],
    ]);
    expect(rows.map(({ pooled }) => pooled.visual && [...pooled.visual])).toEqual(IMAGES);
    expect(rows[3]).toMatchObject({ uri: 'import://toy/3', sizeBytes: 0, tags: [] });
    expect(rows.every((row) => row.info === undefined && row.contentClusterId !== undefined)).toBe(true);
    expect(
      (await store.interactions.byUser('ann')).map(({ itemId, atMs, rating }) => [itemId, atMs, rating]),
    ).toEqual([
      ['0', 100_000, 5],
      ['1', 200_000, 2],
      ['0', 300_000, 4],
    ]);
    expect(await store.interactions.byUser('bob')).toEqual([
      expect.not.objectContaining({ atMs: expect.anything(), rating: expect.anything() }),
    ]);
    expect(store.schema.extractors.map(({ id, width }) => [id, width])).toEqual([
      ['imported-visual', 2],
      ['imported-audio', 3],
    ]);
    expect(await store.runs.list()).toMatchObject([
      { command: 'import', status: 'done', dataHash: report.dataHash },
    ]);
    await store.close();
  });

  it('changes nothing the second time, and leaves no run behind', async () => {
    const { parent, path } = await fixture();
    await run(parent, path);
    const again = await run(parent, path);
    expect(again.items).toMatchObject({ added: 0, replaced: 0, updated: 0, unchanged: 4 });
    expect(again.interactions).toMatchObject({ added: 0, unchanged: 4, duplicates: 1 });
    const store = await reading(parent);
    expect(await store.runs.list()).toHaveLength(1);
    expect(await store.verify()).toMatchObject({ sound: true, videos: 4, interactions: 4 });
    await store.close();
  });

  it('says beforehand what it would do, and writes nothing', async () => {
    const { parent, path } = await fixture();
    const plan = await run(parent, path, { dryRun: true });
    expect(plan).toMatchObject({
      dryRun: true,
      items: { added: 4 },
      interactions: { added: 4 },
      stored: { videos: 0 },
    });
    await expect(reading(parent)).rejects.toMatchObject({ code: 'configuration' });
    await run(parent, path);
    const after = await run(parent, path, { dryRun: true });
    expect(after).toMatchObject({
      items: { unchanged: 4, added: 0 },
      interactions: { unchanged: 4 },
      stored: { videos: 4 },
    });
  });

  it.each(['items', 'interactions'])(
    'that was killed while it wrote %s is finished by the next run',
    async (name) => {
      const rows = Array.from({ length: 2500 }, (_, row) => [row % 7, 1 + (row % 3)]);
      const inter = atomicText(HEADER, ...rows.map((_, row) => [row % 50, row, 1, row]));
      const { parent, path } = await fixture({ 'big.inter': inter, 'v_feat.npy': npyOfRows(rows) });
      const advance = () => {
        throw new Error('killed');
      };
      const progress: Progress = {
        stage: (options) => ({
          advance: options.name === name ? advance : () => {},
          setTotal: () => {},
          done: () => {},
        }),
      };
      await expect(run(parent, path, { progress })).rejects.toThrow('killed');
      const resumed = await run(parent, path);
      const kept = name === 'items' ? resumed.items.unchanged : resumed.interactions.unchanged;
      expect(kept).toBeGreaterThan(0);
      expect(resumed.stored).toEqual({ videos: 2500, interactions: 2500 });
      const store = await reading(parent);
      expect((await store.verify()).sound).toBe(true);
      expect(await store.videos.count('content_cluster IS NULL')).toBe(0);
      // The commit of the events was through when the run was killed: there is nothing left to be done.
      const runs = (await store.runs.list()).map(({ status }) => status).sort();
      expect(runs).toEqual(name === 'items' ? ['done', 'failed'] : ['failed']);
      await store.close();
    },
    30_000,
  );

  it('takes new vectors in place of old ones, and keeps what users did with the items', async () => {
    const { parent, path } = await fixture();
    await run(parent, path);
    const store = await openTestStore(join(parent, 'data'), { schema: (await stored(parent)).schema });
    await store.interactions.upsert([{ key: 'f', userId: 'ann', itemId: videoId('3'), source: 'feedback' }]);
    await store.close();
    await writeFile(join(path, 'image_feat.npy'), npyOfRows([...IMAGES.slice(0, 3), [4, 3]]));
    const report = await run(parent, path);
    expect(report.items).toMatchObject({ replaced: 1, unchanged: 3, added: 0 });
    expect(report.stored).toEqual({ videos: 4, interactions: 5 });
  });

  it('leaves out lower ratings and missing ones when a rating is asked for', async () => {
    const { parent, path } = await fixture();
    const { interactions } = await run(parent, path, { minimumRating: 4 });
    expect(interactions).toMatchObject({ read: 5, belowRating: 2, duplicates: 1, added: 2, users: 1 });
  });

  it('counts malformed rows with file, line and reason, and takes the others', async () => {
    const { parent, path } = await fixture({ ...FILES, 'toy.inter': `${INTER}ann\t1\tbad\t1\n` });
    const report = await run(parent, path);
    expect(report.malformed).toEqual({
      count: 1,
      listed: [{ file: 'toy.inter', line: 7, reason: '"rating" is "bad", expected float' }],
    });
    expect(report.interactions.added).toBe(4);
  });
});

describe('the rows of features', () => {
  const short = npyOfRows([[1], [2], [3]]);

  it.each([
    ['item_ids.txt', { 'item_ids.txt': 'b\na\nc\n' }, ['b', 'a', 'c']],
    [
      'the .item file in its order',
      { 'x.item': atomicText(['item_id:token'], ['b'], ['a'], ['c'], ['b']) },
      ['b', 'a', 'c'],
    ],
    [
      'whole numbers of the .item file',
      { 'x.item': atomicText(['item_id:token'], ['2'], ['0'], ['1']) },
      ['0', '1', '2'],
    ],
  ])('belong to the items by %s', async (_rule, list, order) => {
    const inter = atomicText(HEADER, ['u', order[0] as string, 1, 1], ['u', 'unknown', 1, 1]);
    const { parent, path } = await fixture({ 'x.inter': inter, 'v_feat.npy': short, ...list });
    const report = await run(parent, path, { clusters: 2 });
    expect(report.interactions).toMatchObject({ added: 2, unknownItems: 1 });
    const store = await reading(parent);
    const rows = await store.videos.get(order.map((id) => videoId(id)));
    expect(rows.map(({ pooled }) => pooled.visual?.[0])).toEqual([1, 2, 3]);
    await store.close();
  });

  it.each([
    [
      'a list of other length',
      { 'item_ids.txt': 'a\nb\n' },
      /v_feat\.npy cannot be read: it has 3 rows, but there are 2 items in item_ids\.txt/,
    ],
    ['a list with an id twice', { 'item_ids.txt': 'a\nb\na\n' }, /the id "a" twice/],
    [
      'an item beyond the rows',
      { 'x.inter': atomicText(HEADER, ['u', '3', 1, 1]) },
      /name the item "3", but the features have 3 rows, 0 to 2/,
    ],
    ['an item without a number', { 'x.inter': atomicText(HEADER, ['u', 'b', 1, 1]) }, /name the item "b"/],
    [
      'another modality of other length',
      { 'a_feat.npy': npyOfRows([[1]]) },
      /it has 1 rows, but there are 3|it has 3 rows, but there are 1/,
    ],
    ['a file that was cut off', { 'v_feat.npy': short.subarray(0, -2) }, /it was cut off/],
  ])('are refused beside %s, and no store is made', async (_what, files, reason) => {
    const inter = atomicText(HEADER, ['u', '0', 1, 1]);
    const { parent, path } = await fixture({ 'x.inter': inter, 'v_feat.npy': short, ...files });
    await expect(run(parent, path)).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringMatching(reason),
    });
    await expect(reading(parent)).rejects.toMatchObject({ code: 'configuration' });
  });
});

describe('a data set without features', () => {
  it('brings items with their texts, or those that the events name', async () => {
    const item = atomicText(
      ['item_id:token', 'movie_title:token_seq', 'class:token_seq', 'year:token'],
      ['0', 'Toy Story', 'Comedy', '1995'],
    );
    const { parent, path } = await fixture({
      'm.inter': INTER,
      'm.item': item,
      'm.user': atomicText(['user_id:token'], ['ann']),
    });
    const report = await run(parent, path);
    expect(report).toMatchObject({
      items: { source: 'item-file', total: 1, withoutFeatures: 1 },
      users: 1,
      clusters: 0,
    });
    expect(report.interactions.unknownItems).toBe(2);
    const store = await reading(parent);
    const [film] = await store.videos.get([videoId('0')]);
    expect(film).toMatchObject({
      title: 'Toy Story',
      tags: ['Comedy'],
      metadata: { year: '1995' },
      pooled: {},
    });
    await store.close();
    await writeFile(join(path, 'm.item'), item.replace('Toy Story', 'Toy Story 2'));
    expect((await run(parent, path)).items).toMatchObject({ updated: 1, added: 0 });
    const alone = await fixture({ 'n.inter': INTER });
    const named = await run(alone.parent, alone.path);
    expect(named.items).toMatchObject({ source: 'interactions', total: 3, added: 3 });
    expect((await run(alone.parent, alone.path)).items).toMatchObject({
      source: 'interactions',
      unchanged: 3,
    });
  });

  it('gives its events to the videos of a store that has some', async () => {
    const { parent, path } = await fixture({
      'log.csv': 'user,item,watch_time,duration\nann,film,3,12.5\nann,gone,1,2\n',
    });
    const store = await openTestStore(join(parent, 'data'));
    await store.videos.upsert([testRecord('film')], undefined);
    await store.close();
    const report = await run(parent, join(path, 'log.csv'));
    expect(report).toMatchObject({
      dataset: 'log',
      items: { source: 'store', total: 0, added: 0 },
      interactions: { added: 2, unknownItems: 1 },
      stored: { videos: 1, interactions: 2 },
    });
  });
});

describe('a store of videos', () => {
  it('takes no features of another kind, and no item under the id of a video', async () => {
    const { parent, path } = await fixture();
    const store = await openTestStore(join(parent, 'data'));
    await store.videos.upsert([testRecord('0')], undefined);
    await store.close();
    await expect(run(parent, path)).rejects.toMatchObject({ code: 'extractor-mismatch' });
    const items = await datasetFolder(parent, { 'm.item': atomicText(['item_id:token'], ['0']) }, 'items');
    await expect(run(parent, items)).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringContaining('has a video "0" of another origin'),
    });
  });

  it('of imported features cannot take videos', async () => {
    const { parent, path } = await fixture();
    await run(parent, path, { clusters: 2 });
    const context = pipelineContext(join(parent, 'data'));
    await expect(chooseExtractorIds(undefined, context)).rejects.toMatchObject({
      code: 'extractor-mismatch',
      message: expect.stringContaining('were imported (imported-visual, imported-audio)'),
    });
  });

  it('without features has nothing to cluster', async () => {
    const { parent, path } = await fixture({ 'n.inter': INTER });
    await run(parent, path);
    const report = await clusterVideos({ context: pipelineContext(join(parent, 'data')), seed: 1 });
    expect(report.sets.map(({ action, reason }) => [action, reason])).toEqual([
      ['skipped', 'the store holds no features'],
      ['skipped', 'there is no model, so no video has a token'],
    ]);
  });

  it('describes and counts rows without media as what they are', async () => {
    const { parent, path } = await fixture({ 'n.inter': INTER });
    await run(parent, path);
    const context = pipelineContext(join(parent, 'data'));
    const status = await storeStatus({ context, checkFiles: true });
    expect(status).toMatchObject({
      videos: 3,
      withoutMedia: 3,
      interactions: 4,
      stale: { withoutToken: 0, missingFiles: [] },
    });
    for (const dryRun of [true, false]) {
      const report = await describeVideos({
        context,
        paths: [],
        extractorIds: undefined,
        teacher: {
          describerIds: ['signal'],
          settings: {},
          prices: {},
          retryFailed: false,
          readings: {},
        },
        retryFailed: false,
        tokenDimension: 8,
        dryRun,
      });
      expect(report.teacher).toMatchObject({ described: 0, withoutMedia: 3 });
    }
  });
});

async function stored(parent: string) {
  const store = await reading(parent);
  await store.close();
  return store;
}

describe('events', () => {
  it('of two runs under different names of the data set are different events', async () => {
    const { parent, path } = await fixture({ 'n.inter': INTER });
    await run(parent, path);
    const other = await run(parent, path, { name: 'other' });
    expect(other.interactions).toMatchObject({ added: 4, unchanged: 0 });
    const store = await reading(parent);
    expect((await collect(store.interactions.scan())).flat()).toHaveLength(8);
    await store.close();
  });
});
