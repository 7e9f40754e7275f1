import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import { mountSmallDisk } from '../support/small-disk.js';
import {
  openTestStore,
  STORE_SCHEMA,
  testRecord,
  testSpace,
  tokenRecord,
} from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ones = (dimension: number) => new Float32Array(dimension).fill(1);

/** File names below the tables' version folders: they move with every commit. */
async function versions(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'lancedb'), { recursive: true });
  return files.filter((file) => file.includes('_versions/')).sort();
}

describe('opening a store', () => {
  it('says how to make one when there is none, and makes nothing itself', async () => {
    const folder = join(await temporaryFolder(), 'data');
    const open = openTestStore(folder, { mode: 'read' });
    await expect(open).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(folder),
      hint: expect.stringContaining('vidtoken embed'),
    });
    await expect(readdir(folder)).rejects.toThrow(/ENOENT/);
  });

  it('remembers its extractors and refuses others', async () => {
    const folder = await temporaryFolder();
    await (await openTestStore(folder)).close();
    const reader = await openTestStore(folder, { mode: 'read' });
    expect(reader.schema).toEqual(STORE_SCHEMA);
    await reader.close();
    const [first, ...rest] = STORE_SCHEMA.extractors;
    if (first === undefined) throw new Error('no extractor');
    const schema = { ...STORE_SCHEMA, extractors: [{ ...first, version: 2 }, ...rest] };
    await expect(openTestStore(folder, { schema })).rejects.toMatchObject({
      code: 'extractor-mismatch',
      message: expect.stringMatching(/look@1,.*look@2,/),
      hint: expect.stringContaining('--data'),
    });
    await (await openTestStore(folder)).close();
  });

  it('finishes a store whose creation was killed half-way', async () => {
    const folder = await temporaryFolder();
    await (await openTestStore(folder)).close();
    await rm(join(folder, 'lancedb', 'features.lance'), { recursive: true });
    await rm(join(folder, 'lancedb', 'videos.lance'), { recursive: true });
    await expect(openTestStore(folder, { mode: 'read' })).rejects.toMatchObject({ code: 'configuration' });
    const store = await openTestStore(folder);
    await store.videos.upsert([testRecord('a')], undefined);
    expect(await store.videos.count()).toBe(1);
    await store.close();
  });

  it('removes a table whose creation was killed before its first version, and makes it again', async () => {
    const folder = await temporaryFolder();
    await (await openTestStore(folder)).close();
    const table = join(folder, 'lancedb', 'features.lance');
    await rm(table, { recursive: true });
    await mkdir(join(table, '_versions'), { recursive: true });
    await writeFile(join(table, '_versions', 'draft.tmp'), 'half');
    await mkdir(join(folder, 'lancedb', 'runs.lance', 'data'), { recursive: true });
    const store = await openTestStore(folder);
    expect(await readdir(join(table, '_versions'))).not.toContain('draft.tmp');
    expect((await store.features.get([])).size).toBe(0);
    await store.close();
  });
});

describe('the writer lock', () => {
  const lockOf = (folder: string) => join(folder, 'writer.lock');

  it('keeps a second writer out, names the first, and lets readers in', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    await expect(openTestStore(folder)).rejects.toMatchObject({
      code: 'store-locked',
      message: expect.stringMatching(new RegExp(`process ${process.pid} \\(vidtoken test`)),
    });
    await (await openTestStore(folder, { mode: 'read' })).close();
    await store.close();
    await (await openTestStore(folder)).close();
    expect((await readdir(folder)).sort()).toEqual(['lancedb', 'store.json']);
  });

  it.each([
    ['a dead process', { pid: 4_194_999, host: hostname() }],
    ['a process whose number is used again', { pid: process.pid, host: hostname(), processStart: 'boot/1' }],
  ])('of %s is taken over', async (_whose, holder) => {
    const folder = await temporaryFolder();
    await writeFile(lockOf(folder), JSON.stringify({ ...holder, command: 'embed', startedAtMs: 0 }));
    await (await openTestStore(folder)).close();
    await writeFile(lockOf(folder), 'half a li');
    await (await openTestStore(folder)).close();
  });

  it('of another machine is respected, and the message says which file to delete', async () => {
    const folder = await temporaryFolder();
    const holder = { pid: 1, host: 'elsewhere', command: 'embed', startedAtMs: 0 };
    await writeFile(lockOf(folder), JSON.stringify(holder));
    await expect(openTestStore(folder)).rejects.toMatchObject({
      code: 'store-locked',
      hint: expect.stringContaining(lockOf(folder)),
    });
  });

  it('is won by one of many who want it at the same time', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      lockOf(folder),
      JSON.stringify({ pid: 4_194_999, host: hostname(), command: 'embed', startedAtMs: 0 }),
    );
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => openTestStore(folder)));
    const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const { value } of winners) await value.close();
  });
});

describe('another token dimension', () => {
  it('drops all tokens with their space and keeps everything else', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const kept = tokenRecord('old', ones(8), { contentClusterId: 4, tokenClusterId: 2 });
    await store.videos.upsert([kept], testSpace());
    await store.videos.maintain({ vectorIndexMinimumRows: 1 });
    const wide = testSpace('space-wide', 16);
    await store.videos.upsert([tokenRecord('new', ones(16), { spaceId: wide.id })], wide);
    expect(store.schema.tokenDimension).toBe(16);
    const { token: _token, spaceId: _space, tokenClusterId: _cluster, ...rest } = kept;
    expect(await store.videos.get([videoId('old')])).toEqual([rest]);
    expect((await store.videos.searchVector({ vector: ones(16), space: wide, limit: 5 })).length).toBe(1);
    await store.videos.maintain({ vectorIndexMinimumRows: 1 });
    await store.close();
    const reader = await openTestStore(folder, { mode: 'read' });
    expect(reader.schema.tokenDimension).toBe(16);
    expect((await reader.videos.get([videoId('new')]))[0]?.token).toEqual(ones(16));
    await reader.close();
  });

  it('that was killed before the column was back is finished by the next writer', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    await store.videos.upsert([tokenRecord('a', ones(8))], testSpace());
    await store.close();
    // The state after a kill between the new description and the new column, as far as readers can tell.
    const description = JSON.parse(await readFile(join(folder, 'store.json'), 'utf8'));
    await writeFile(join(folder, 'store.json'), JSON.stringify({ ...description, tokenDimension: 4 }));
    await expect(openTestStore(folder, { mode: 'read' })).rejects.toMatchObject({
      code: 'store-corrupt',
      hint: expect.stringContaining('vidtoken reembed'),
    });
    const repaired = await openTestStore(folder);
    expect(await repaired.videos.count('space_id IS NULL AND token IS NULL')).toBe(1);
    const narrow = testSpace('space-narrow', 4);
    await repaired.videos.upsert([tokenRecord('a', ones(4), { spaceId: narrow.id })], narrow);
    expect((await repaired.videos.get([videoId('a')]))[0]?.token).toEqual(ones(4));
    await repaired.close();
  });
});

describe('maintenance', () => {
  it('takes in appended rows, and commits nothing when nothing changed', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    for (const name of ['a', 'b', 'c']) await store.videos.upsert([tokenRecord(name, ones(8))], testSpace());
    expect((await store.videos.indexes()).every(({ unindexedRows }) => unindexedRows === 3)).toBe(true);
    await store.videos.maintain();
    for (const index of await store.videos.indexes()) {
      expect(index).toMatchObject({ indexedRows: 3, unindexedRows: 0 });
    }
    const before = await versions(folder);
    await store.videos.maintain();
    await store.failures.clear({ files: ['/never/seen.mp4'] });
    await store.videos.delete([videoId('never')]);
    await store.close();
    const again = await openTestStore(folder);
    await again.videos.maintain();
    await again.close();
    expect(await versions(folder)).toEqual(before);
  });

  it('forgets old versions once nobody can be reading them', async () => {
    const folder = await temporaryFolder();
    let now = Date.now();
    const store = await openTestStore(folder, { clock: () => now });
    for (let index = 0; index < 30; index += 1)
      await store.videos.upsert([testRecord(`${index}`)], undefined);
    await store.videos.maintain();
    const ofVideos = async () => (await versions(folder)).filter((file) => file.startsWith('videos.lance'));
    const many = (await ofVideos()).length;
    now += 7_200_000;
    await store.videos.upsert([testRecord('last')], undefined);
    await store.videos.maintain();
    expect((await ofVideos()).length).toBeLessThan(many / 3);
    expect(await store.videos.count()).toBe(31);
    await store.close();
  });
});

describe('damage', () => {
  it('of a data file is reported as such', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    await store.videos.upsert([testRecord('a')], undefined);
    await store.close();
    const data = join(folder, 'lancedb', 'videos.lance', 'data');
    for (const file of await readdir(data)) await truncate(join(data, file), 50);
    const reader = await openTestStore(folder, { mode: 'read' });
    await expect(reader.videos.get([videoId('a')])).rejects.toMatchObject({
      code: 'store-corrupt',
      hint: expect.stringMatching(/copy/),
      cause: expect.anything(),
    });
    await reader.close();
  });

  it('of the description or of a manifest is reported as such', async () => {
    const folder = await temporaryFolder();
    await (await openTestStore(folder)).close();
    const manifests = join(folder, 'lancedb', 'videos.lance', '_versions');
    for (const file of await readdir(manifests)) await truncate(join(manifests, file), 10);
    await expect(openTestStore(folder, { mode: 'read' })).rejects.toMatchObject({ code: 'store-corrupt' });
    await writeFile(join(folder, 'store.json'), '{"format": 7}');
    await expect(openTestStore(folder, { mode: 'read' })).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('a data folder that is a file cannot be written', async () => {
    const file = join(await temporaryFolder(), 'data');
    await writeFile(file, '');
    for (const folder of [file, join(file, 'inside')]) {
      await expect(openTestStore(folder)).rejects.toMatchObject({
        code: 'store-unwritable',
        message: expect.stringContaining(`(${folder}): ${file} is a file`),
      });
    }
    await mkdir(join(file, '..', 'ok'));
    await copyFile(file, join(file, '..', 'ok', 'lancedb'));
    await expect(openTestStore(join(file, '..', 'ok'))).rejects.toMatchObject({ code: expect.any(String) });
  });

  it('a data folder is made with its parents, and not where no folder can be made', async (context) => {
    const folder = join(await temporaryFolder(), 'one', 'two', 'three');
    await (await openTestStore(folder)).close();
    expect(await readdir(folder)).toContain('store.json');
    if (process.platform !== 'linux') return context.skip('/proc is a matter of Linux');
    await expect(openTestStore('/proc/nope/deeper')).rejects.toMatchObject({
      code: 'store-unwritable',
      message: expect.stringContaining('/proc/nope'),
    });
  });

  it('a full disk ends the write, keeps what was committed, and a read-only one can be read', async (context) => {
    const disk = mountSmallDisk(3);
    if (disk === undefined) return context.skip('mounting a small file system is not allowed here');
    onTestFinished(() => disk.remove());
    const store = await openTestStore(disk.folder);
    let committed = 0;
    const fill = async () => {
      for (; committed < 100; committed += 1) {
        const thumbnailJpeg = new Uint8Array(200_000).map((_, index) => (index * 7919 + committed) % 251);
        await store.videos.upsert([testRecord(`clip-${committed}`, { thumbnailJpeg })], undefined);
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'disk-full', hint: expect.stringMatching(/space/) });
    expect(await store.videos.count()).toBe(committed);
    await store.close();
    disk.makeReadOnly();
    const reader = await openTestStore(disk.folder, { mode: 'read' });
    expect(await reader.videos.count()).toBe(committed);
    await reader.close();
    for (const folder of [disk.folder, join(disk.folder, 'new', 'data')]) {
      await expect(openTestStore(folder)).rejects.toMatchObject({ code: 'store-unwritable' });
    }
  });
});

describe('a writer that is killed with SIGKILL', () => {
  const child = new URL('../support/store-writer-child.mjs', import.meta.url).pathname;
  const built = new URL('../../dist/src/store/open-store.js', import.meta.url).pathname;

  /** Runs the writer until it has printed so many lines. @returns the ids of the answers that it called recorded */
  async function writeAndKill(folder: string, lineCount: number): Promise<string[]> {
    const writer = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(writer, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface({ input: writer.stdout })) {
      lines.push(line);
      if (lines.length === lineCount) writer.kill('SIGKILL');
    }
    expect(await ended).toEqual([null, 'SIGKILL']);
    return lines.filter((line) => line.startsWith('recorded ')).map((line) => line.slice('recorded '.length));
  }

  it('leaves whole rows, none doubled, every answer that was recorded, and no lock that holds', async (context) => {
    const isBuilt = await readFile(built).then(
      () => true,
      () => false,
    );
    if (!isBuilt) return context.skip('dist is not built');
    const folder = await temporaryFolder();
    let stored = 0;
    for (const lineCount of [1, 2, 33, 50, 95, 140]) {
      const recorded = await writeAndKill(folder, lineCount);
      const store = await openTestStore(folder);
      const found = await store.verify();
      expect(found.sound).toBe(true);
      expect(found.videos).toBeGreaterThanOrEqual(stored);
      stored = found.videos;
      const answers = [...(await store.answers.byKeys(recorded.map((id) => id.split('/')[0] ?? '')))];
      const ids = answers.flatMap(([, calls]) => calls.map(({ id }) => id));
      expect(ids).toEqual(expect.arrayContaining(recorded));
      for await (const page of store.videos.scan()) {
        const features = await store.features.get(page.map(({ contentHash }) => contentHash));
        for (const { token, thumbnailJpeg, contentHash } of page) {
          expect(token).toHaveLength(8);
          expect(thumbnailJpeg).toHaveLength(1000);
          expect(features.get(contentHash)).toHaveLength(1);
        }
      }
      await store.close();
    }
    expect(stored).toBeGreaterThan(0);
  });
});
