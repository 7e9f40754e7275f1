import { lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { exportVideos } from '../../pipelines/export.js';
import { exportLine, exportReport } from '../../src/core/reports/export-report.js';
import { hashOf, openTestStore, testRecord, testSpace, tokenRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TOKEN_B = [0.1, -0.2, 0.30000001, 4e-8, 1, 0, 0, 0.7];
const { signal } = new AbortController();

/** Three videos, written out of order: `a` without token and sound, `b` complete, `c` without description. */
async function smallStore() {
  const store = await openTestStore(await temporaryFolder());
  const { description: _description, ...undescribed } = tokenRecord('c', TOKEN_B);
  await store.videos.upsert(
    [
      undescribed,
      testRecord('a', { pooled: { visual: new Float32Array([1, 2, 3, 4]) } }),
      tokenRecord('b', TOKEN_B, { contentClusterId: 0, tokenClusterId: 7 }),
    ],
    testSpace(),
  );
  return store;
}

/** The oracle for NPY: format 1.0 as its specification says it. */
function readNpy(bytes: Buffer): { readonly header: string; readonly values: Float32Array } {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const headerLength = bytes.readUInt16LE(8);
  expect((10 + headerLength) % 64).toBe(0);
  const header = bytes.subarray(10, 10 + headerLength).toString('latin1');
  expect(header.endsWith('\n')).toBe(true);
  const data = bytes.subarray(10 + headerLength);
  const values = Array.from({ length: data.length / 4 }, (_, index) => data.readFloatLE(index * 4));
  return { header: header.trim(), values: Float32Array.from(values) };
}

describe('export', () => {
  it('writes one JSON object a line, all rows by id, to a file and to a stream alike', async () => {
    const store = await smallStore();
    const out = join(await temporaryFolder(), 'videos.jsonl');
    const report = await exportVideos({ store, format: 'jsonl', out, signal });
    expect(exportReport.parse(report)).toEqual({
      format: 'jsonl',
      rows: 3,
      files: [out],
      missing: { token: 1, visual: 0, audio: 1, text: 3 },
    });
    const text = await readFile(out, 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => exportLine.parse(JSON.parse(line)));
    expect(lines.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(lines[1]).toEqual({
      id: 'b',
      uri: '/videos/b.mp4',
      labels: { target: 'glutes', formula: 'a=b' },
      clusterId: 0,
      tokenClusterId: 7,
      description: 'A person shows b',
      vectors: { token: expect.any(Array), visual: [1, 2, 3, 4], audio: [5, 6] },
    });
    expect(Float32Array.from(lines[1]?.vectors.token ?? [])).toEqual(Float32Array.from(TOKEN_B));
    expect(lines[0]?.vectors).toEqual({ visual: [1, 2, 3, 4] });
    expect(lines[2]?.description).toBeNull();

    const output = new PassThrough();
    const streamed = exportVideos({ store, format: 'jsonl', output, signal });
    const chunks: Buffer[] = [];
    output.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect((await streamed).files).toEqual([]);
    expect(Buffer.concat(chunks).toString()).toBe(text);
    await store.close();
  });

  it('writes float32 matrices that NumPy can read, with NaN where a video has no such vector', async () => {
    const store = await smallStore();
    const folder = await temporaryFolder();
    const report = await exportVideos({ store, format: 'npy', out: join(folder, 'v'), signal });
    const names = ['v.audio.npy', 'v.ids.json', 'v.text.npy', 'v.token.npy', 'v.visual.npy'];
    expect((await readdir(folder)).sort()).toEqual(names);
    expect(report.files.map((file) => file.slice(folder.length + 1)).sort()).toEqual(names);
    const token = readNpy(await readFile(join(folder, 'v.token.npy')));
    expect(token.header).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 8), }");
    const nan = new Array<number>(8).fill(Number.NaN);
    expect(token.values).toEqual(Float32Array.from([...nan, ...TOKEN_B, ...TOKEN_B]));
    const audio = readNpy(await readFile(join(folder, 'v.audio.npy')));
    expect(audio.values).toEqual(Float32Array.from([Number.NaN, Number.NaN, 5, 6, 5, 6]));
    expect(JSON.parse(await readFile(join(folder, 'v.ids.json'), 'utf8'))).toEqual({
      ids: ['a', 'b', 'c'],
      uris: ['/videos/a.mp4', '/videos/b.mp4', '/videos/c.mp4'],
      missing: { token: 1, visual: 0, audio: 1, text: 3 },
    });
    await store.close();
  });

  it('writes Parquet that another reader reads back', async () => {
    const store = await smallStore();
    const out = join(await temporaryFolder(), 'videos.parquet');
    await exportVideos({ store, format: 'parquet', out, signal });
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(out) });
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(rows[1]).toEqual({
      id: 'b',
      content_hash: hashOf('b'),
      uri: '/videos/b.mp4',
      labels: { target: 'glutes', formula: 'a=b' },
      description: 'A person shows b',
      cluster_id: 0,
      token_cluster_id: 7,
      token: Array.from(Float32Array.from(TOKEN_B)),
      visual: [1, 2, 3, 4],
      audio: [5, 6],
    });
    for (const { text } of rows) expect(text).toBeUndefined();
    // The reader gives `undefined` for an absent list, `null` for an absent number.
    expect(rows[0]).toMatchObject({ token: undefined, audio: undefined, cluster_id: null });
    expect(rows[2]).toMatchObject({ description: null });
    await store.close();
  });

  it.each(['jsonl', 'npy', 'parquet'] as const)('of an empty store is a valid %s', async (format) => {
    const store = await openTestStore(await temporaryFolder());
    const folder = await temporaryFolder();
    const report = await exportVideos({ store, format, out: join(folder, 'e'), signal });
    expect(report.rows).toBe(0);
    if (format === 'npy') {
      expect(readNpy(await readFile(join(folder, 'e.token.npy'))).header).toContain("'shape': (0, 8)");
    } else if (format === 'parquet') {
      expect(await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'e')) })).toEqual([]);
    } else {
      expect(await readFile(join(folder, 'e'), 'utf8')).toBe('');
    }
    await store.close();
  });

  it('names --out when it is missing or cannot be written, and leaves no half file', async () => {
    const store = await smallStore();
    await expect(exportVideos({ store, format: 'parquet', signal })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('--out'),
    });
    for (const format of ['jsonl', 'npy', 'parquet'] as const) {
      const out = join(await temporaryFolder(), 'missing', 'v');
      await expect(exportVideos({ store, format, out, signal })).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining(out),
      });
    }
    const abort = new AbortController();
    abort.abort();
    const folder = await temporaryFolder();
    const stopped = exportVideos({ store, format: 'npy', out: join(folder, 'v'), signal: abort.signal });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual([]);
    await store.close();
  });

  it('says that an empty --out names no file', async () => {
    const store = await smallStore();
    for (const format of ['jsonl', 'npy', 'parquet'] as const) {
      await expect(exportVideos({ store, format, out: '', signal })).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('--out is empty'),
      });
    }
    await store.close();
  });

  it('replaces the file behind a symbolic link, there already or not, and keeps the link', async () => {
    const store = await smallStore();
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await symlink(join(elsewhere, 'real'), join(folder, 'second'));
    await symlink('second', join(folder, 'first'));
    for (const format of ['jsonl', 'parquet'] as const) {
      await exportVideos({ store, format, out: join(folder, 'first'), signal });
      expect((await lstat(join(folder, 'first'))).isSymbolicLink()).toBe(true);
      expect((await lstat(join(folder, 'second'))).isSymbolicLink()).toBe(true);
      expect(await readdir(elsewhere)).toEqual(['real']);
      const start = (await readFile(join(elsewhere, 'real'), 'utf8')).slice(0, 4);
      expect(start).toBe(format === 'parquet' ? 'PAR1' : '{"id');
    }
    await store.close();
  });

  it.each(['jsonl', 'parquet'] as const)('writes %s into a device and leaves the device', async (format) => {
    const store = await smallStore();
    const link = join(await temporaryFolder(), 'null');
    await symlink('/dev/null', link);
    for (const out of [link, '/dev/null']) {
      expect((await exportVideos({ store, format, out, signal })).rows).toBe(3);
    }
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    await store.close();
  });

  it('ends in order when the reader of the stream has gone away', async () => {
    const store = await smallStore();
    const output = new PassThrough();
    output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    output.on('error', () => {});
    await expect(exportVideos({ store, format: 'jsonl', output, signal })).resolves.toMatchObject({
      files: [],
    });
    await store.close();
  });
});
