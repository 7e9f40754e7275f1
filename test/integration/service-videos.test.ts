import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { VideoRecord } from '../../src/core/record.js';
import type { Explanation } from '../../src/service/contract/video.js';
import { searchedService } from '../support/searched-service.js';
import { testRecord, tokenRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TOKEN = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => value / Math.sqrt(204));

const imported = (name: string): VideoRecord => {
  const { info, measurements, thumbnailJpeg, title, description, ...record } = testRecord(name);
  return { ...record, uri: `import://set/${name}`, sizeBytes: 0, tags: [], labels: {} };
};

function listed(count: number): VideoRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `v${String(index).padStart(2, '0')}`;
    const record = testRecord(name, {
      createdAtMs: 1_700_000_000_000 + (index % 5),
      tags: [index % 2 === 0 ? 'even' : 'odd'],
    });
    return index === 7 ? imported(name) : record;
  });
}

interface VideoPage {
  readonly videos: readonly { readonly id: string }[];
  readonly total: number;
  readonly nextCursor: string | null;
}

async function walk(app: FastifyInstance, query: string): Promise<{ ids: string[]; totals: number[] }> {
  const ids: string[] = [];
  const totals: number[] = [];
  for (let place: string | null = ''; place !== null; ) {
    const response: { readonly body: string } = await app.inject(`/v1/videos?${query}${place}`);
    const page: VideoPage = JSON.parse(response.body);
    ids.push(...page.videos.map(({ id }) => id));
    totals.push(page.total);
    place = page.nextCursor === null ? null : `&cursor=${page.nextCursor}`;
  }
  return { ids, totals };
}

describe.each([
  ['in memory', 1_000_000],
  ['in the tables', 0],
])('the list of videos %s', (_place, videosInMemory) => {
  it('shows every video exactly once over its pages, in each order and with a filter', async () => {
    const records = listed(23);
    const { app } = await searchedService({ records, videosInMemory });
    const byId = records.map(({ id }) => id as string);
    expect(await walk(app, 'limit=10')).toEqual({ ids: byId, totals: [23, 23, 23] });
    const newest = [...records]
      .sort((left, right) => right.createdAtMs - left.createdAtMs || (left.id < right.id ? -1 : 1))
      .map(({ id }) => id);
    expect((await walk(app, 'limit=4&order=newest')).ids).toEqual(newest);
    const longest = [...byId.filter((id) => id !== 'v07'), 'v07'];
    expect((await walk(app, 'limit=9&order=longest')).ids).toEqual(longest);
    const where = encodeURIComponent('tag = "odd" and has media');
    const odd = byId.filter((_, index) => index % 2 === 1 && index !== 7);
    expect(await walk(app, `limit=4&where=${where}`)).toEqual({ ids: odd, totals: [10, 10, 10] });
  });
});

describe('the list of videos', () => {
  it('refuses a foreign cursor and a wrong filter', async () => {
    const { app } = await searchedService({ records: listed(5) });
    const { nextCursor } = (await app.inject('/v1/videos?limit=2')).json();
    const foreign = await app.inject(`/v1/videos?limit=2&order=newest&cursor=${nextCursor}`);
    expect(foreign.json()).toMatchObject({ status: 400, code: 'invalid-cursor' });
    const wrong = await app.inject(`/v1/videos?where=${encodeURIComponent('1=1')}`);
    expect(wrong.json()).toMatchObject({ status: 400, code: 'invalid-filter' });
    expect((await app.inject('/v1/videos?limit=201')).json()).toMatchObject({ code: 'invalid-request' });
  });

  it('is empty in a folder without a store', async () => {
    const { app } = await searchedService({ records: [] });
    expect((await app.inject('/v1/videos')).json()).toEqual({ videos: [], total: 0, nextCursor: null });
  });

  it('can be narrowed by what the facets count', async () => {
    const { app } = await searchedService({ records: listed(23) });
    const facets = (await app.inject('/v1/facets')).json();
    expect(facets).toMatchObject({
      videos: 23,
      tags: [
        { value: 'even', videos: 12 },
        { value: 'odd', videos: 10 },
      ],
      durationSeconds: { least: 12.5, most: 12.5 },
    });
  });
});

describe('one video', () => {
  it('is told whole, with flat measurements and without vectors', async () => {
    const record = tokenRecord('a/b c?d', TOKEN, {
      title: '<script>alert(1)</script>',
      contentClusterId: 3,
      transcript: { text: 'Hello', source: 'subtitles' },
    });
    const { app } = await searchedService({ records: [record] });
    const response = await app.inject(`/v1/videos/${encodeURIComponent(record.id)}`);
    expect(response.json()).toEqual({
      id: 'a/b c?d',
      uri: record.uri,
      title: '<script>alert(1)</script>',
      description: 'A person shows a/b c?d',
      describer: 'signal',
      describerModel: null,
      transcript: 'Hello',
      onScreenText: null,
      tags: ['tag', 'a/b c?d'],
      labels: record.labels,
      durationSeconds: 12.5,
      width: 720,
      height: 1280,
      frameRate: 29.97,
      container: 'mov,mp4',
      videoCodec: 'h264',
      audioCodec: 'aac',
      hasSound: true,
      hasMedia: true,
      hasToken: true,
      spaceId: 'space-a',
      clusterId: 3,
      tokenClusterId: null,
      contentHash: record.contentHash,
      sizeBytes: 5_000_000_000,
      measurements: {
        brightness: 0.5,
        contrast: 0.25,
        saturation: 0.1,
        dominantColours: ['dark blue 60 %'],
        visibleCuts: 0,
        sampledFrames: 8,
      },
      metadata: record.metadata,
      modalities: ['visual', 'audio'],
      createdAt: '2023-11-14T22:13:20.123Z',
      updatedAt: '2023-11-14T22:13:20.456Z',
    });
  });

  it('without media says null and never 0', async () => {
    const { app } = await searchedService({ records: [imported('x')] });
    expect((await app.inject('/v1/videos/x')).json()).toMatchObject({
      title: null,
      description: null,
      durationSeconds: null,
      container: null,
      hasMedia: false,
      hasSound: false,
      measurements: {},
    });
  });

  it.each(['', '/thumbnail', '/media', '/explanation', '/similar'])(
    'that is not stored is a 404 at %s, whatever its id looks like',
    async (below) => {
      const { app } = await searchedService({ records: [testRecord('a')] });
      for (const id of [
        'b',
        '..%2f..%2fetc%2fpasswd',
        '%2Fetc%2Fpasswd',
        'a%00',
        "a'%20OR%20'1'='1",
        '%ff',
      ]) {
        const response = await app.inject(`/v1/videos/${id}${below}`);
        expect(response.headers['content-type']).toContain('application/problem+json');
        // An address that is no UTF-8 reaches no route.
        expect(response.statusCode, `${id}: ${response.body}`).toBe(id === '%ff' ? 400 : 404);
        if (id !== '%ff') expect(response.json().code).toBe('no-such-video');
      }
    },
  );

  it('is explained by the encoder', async () => {
    const explained: Explanation = { readOut: 'a cat', description: null, heldOut: null, fit: null };
    const { app } = await searchedService({
      records: [testRecord('a')],
      encoder: { explain: async () => explained },
    });
    expect((await app.inject('/v1/videos/a/explanation')).json()).toEqual(explained);
  });
});

describe('a thumbnail', () => {
  it('is the stored JPEG, known by the hash of the content', async () => {
    const record = testRecord('a');
    const { app } = await searchedService({ records: [record] });
    const first = await app.inject('/v1/videos/a/thumbnail');
    expect(first.rawPayload).toEqual(Buffer.from(record.thumbnailJpeg as Uint8Array));
    expect(first.headers).toMatchObject({
      'content-type': 'image/jpeg',
      etag: `"${record.contentHash}"`,
      'cache-control': 'private, max-age=60',
    });
    const again = await app.inject({
      url: '/v1/videos/a/thumbnail',
      headers: { 'if-none-match': `"${record.contentHash}"` },
    });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  it('of imported features is not there', async () => {
    const { app } = await searchedService({ records: [imported('x')] });
    const response = await app.inject('/v1/videos/x/thumbnail');
    expect(response.json()).toMatchObject({ status: 404, code: 'no-thumbnail' });
    expect(response.headers.etag).toBeUndefined();
  });
});

const BYTES = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 251));

async function mediaService(uri: string, changes: Partial<VideoRecord> = {}): Promise<FastifyInstance> {
  const record = testRecord('a', { uri, sizeBytes: BYTES.length, ...changes });
  return (await searchedService({ records: [record] })).app;
}

describe('the file of a video', () => {
  it('comes whole, in part, and not at all when it is known already', async () => {
    // A name that would break a header or a path if it stood in one.
    const uri = join(await temporaryFolder(), '.a %41#?\r\nx-evil: 1".mp4');
    await writeFile(uri, BYTES);
    const app = await mediaService(uri);
    const whole = await app.inject('/v1/videos/a/media');
    expect(whole.statusCode).toBe(200);
    expect(whole.rawPayload).toEqual(BYTES);
    expect(whole.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '3000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.stringify(whole.headers)).not.toContain('evil');
    const etag = String(whole.headers.etag);
    const get = (headers: Record<string, string>) => app.inject({ url: '/v1/videos/a/media', headers });
    const part = await get({ range: 'bytes=1000-1999' });
    expect(part.statusCode).toBe(206);
    expect(part.rawPayload).toEqual(BYTES.subarray(1000, 2000));
    expect(part.headers['content-range']).toBe('bytes 1000-1999/3000');
    expect((await get({ range: 'bytes=-5' })).rawPayload).toEqual(BYTES.subarray(2995));
    expect((await get({ range: 'bytes=0-9', 'if-range': etag })).statusCode).toBe(206);
    expect((await get({ range: 'bytes=0-9', 'if-range': '"old"' })).rawPayload).toEqual(BYTES);
    expect((await get({ 'if-none-match': etag })).statusCode).toBe(304);
    const beyond = await get({ range: 'bytes=3000-' });
    expect(beyond.json()).toMatchObject({ status: 416, code: 'range-not-satisfiable' });
    expect(beyond.headers['content-range']).toBe('bytes */3000');
    const head = await app.inject({ method: 'HEAD', url: '/v1/videos/a/media' });
    expect(head).toMatchObject({ statusCode: 200, body: '' });
    expect(head.headers['content-length']).toBe('3000');
  });

  it('is not there when it is gone, another one, a link, a folder, a device or a pipe', async () => {
    const folder = await temporaryFolder();
    const real = join(folder, 'real.mp4');
    await writeFile(real, BYTES);
    await symlink(real, join(folder, 'link.mp4'));
    await mkdir(join(folder, 'folder.mp4'));
    execFileSync('mkfifo', [join(folder, 'pipe.mp4')]);
    await writeFile(join(folder, 'short.mp4'), BYTES.subarray(1));
    const names = ['gone', 'link', 'folder', 'pipe', 'short'].map((name) => join(folder, `${name}.mp4`));
    const uris = [...names, '/dev/zero', `${real}/x`, 'real.mp4', `${real}\0`, 'http://127.0.0.1/a.mp4'];
    const records = uris.map((uri, index) => testRecord(`v${index}`, { uri, sizeBytes: BYTES.length }));
    const { app } = await searchedService({ records });
    for (const [index, uri] of uris.entries()) {
      const response = await app.inject(`/v1/videos/v${index}/media`);
      expect(response.json(), uri).toMatchObject({ status: 404, code: 'no-media' });
    }
  });

  it('of imported features is not there, even when a file has their name', async () => {
    const { app } = await searchedService({ records: [imported('x')] });
    expect((await app.inject('/v1/videos/x/media')).json()).toMatchObject({ status: 404, code: 'no-media' });
  });

  it('is closed after every kind of answer', async () => {
    const folder = await temporaryFolder();
    const uri = join(folder, 'a.mp4');
    await writeFile(uri, BYTES);
    const app = await mediaService(uri);
    for (const headers of [{}, { range: 'bytes=0-1' }, { range: 'bytes=9999-' }, { 'if-none-match': '*' }]) {
      await app.inject({ url: '/v1/videos/a/media', headers });
      await app.inject({ method: 'HEAD', url: '/v1/videos/a/media', headers });
    }
    expect(openFiles()).not.toContain(uri);
    await rm(uri);
    expect((await app.inject('/v1/videos/a/media')).statusCode).toBe(404);
  });
});

/** What this process holds open, as the kernel says it. */
function openFiles(): string {
  return execFileSync('ls', ['-l', `/proc/${process.pid}/fd`], { encoding: 'utf8' });
}
