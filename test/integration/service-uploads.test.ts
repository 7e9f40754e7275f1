import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { videoId } from '../../src/core/ids.js';
import type { Job } from '../../src/service/contract/job.js';
import { openStore } from '../../src/store/open-store.js';
import { makeClip } from '../support/clips.js';
import { eventually } from '../support/eventually.js';
import { endedJob, jobWhen } from '../support/job-queues.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { servedStore } from '../support/served-store.js';
import { anyVideo } from '../support/stored-videos.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { uploadForm, uploadService } from '../support/upload-service.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(url: string, options: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, options);
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Record<string, unknown> };
}

const post = (url: string, body: FormData): Promise<Answer> => ask(url, { method: 'POST', body });

const postJson = (url: string, body: unknown): Promise<Answer> =>
  ask(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

describe('POST /v1/videos with a file', () => {
  it('stores it with what was said about it, and DELETE forgets all of it', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const service = await uploadService({ folder: data, jobs: 'real' });
    const clip = readFileSync(makeClip({ folder, name: 'clip.mp4', picture: 'mandelbrot=s=160x90:r=10' }));
    const hash = createHash('sha256').update(clip).digest('hex');
    const form = uploadForm(
      { bytes: clip, name: 'My <b>clip.MP4' },
      { title: ' A fractal ', tags: 'maths, zoom,maths', labels: '{"kind":"fractal","stars":5}' },
    );
    const { status, body } = await post(`${service.address}/v1/videos`, form);
    expect(status).toBe(202);
    expect(body).toMatchObject({ kind: 'embed', name: 'My <b>clip.MP4' });
    const job = await endedJob(service.jobs, body.id as string);
    expect(job).toMatchObject({ state: 'done', failures: [], videoIds: [hash.slice(0, 16)] });

    const id = videoId(hash.slice(0, 16));
    const file = join(data, 'uploads', `${hash}.mp4`);
    const [shown] = await service.library.summaries([id]);
    expect(shown).toMatchObject({
      title: 'A fractal',
      tags: ['maths', 'zoom'],
      labels: { kind: 'fractal', stars: '5' },
      hasToken: true,
    });
    expect(readFileSync(file).equals(clip)).toBe(true);
    expect(service.leftovers()).toEqual([`${hash}.mp4`]);

    const again = await post(`${service.address}/v1/videos`, uploadForm({ bytes: clip, name: 'again.mp4' }));
    expect(await endedJob(service.jobs, again.body.id as string)).toMatchObject({ videoIds: [id] });
    expect((await service.library.summaries([id]))[0]?.title).toBe('A fractal');
    expect(existsSync(file)).toBe(true);

    // What somebody sent again while the row is deleted is embedded again: its file stays.
    let release = (): void => {};
    const holding = service.jobs.exclusively(() => new Promise<void>((resolve) => (release = resolve)));
    const exclusively = vi.spyOn(service.jobs, 'exclusively');
    const third = await post(`${service.address}/v1/videos`, uploadForm({ bytes: clip, name: 'third.mp4' }));
    const deleting = ask(`${service.address}/v1/videos/${id}`, { method: 'DELETE' });
    await eventually(() => exclusively.mock.calls.length).toBe(1);
    release();
    await holding;
    expect(await deleting).toMatchObject({ status: 200, body: { id, fileDeleted: false } });
    expect(await endedJob(service.jobs, third.body.id as string)).toMatchObject({ videoIds: [id] });
    expect(service.leftovers()).toEqual([`${hash}.mp4`]);

    const deleted = await ask(`${service.address}/v1/videos/${id}`, { method: 'DELETE' });
    expect(deleted).toMatchObject({ status: 200, body: { id, fileDeleted: true } });
    expect(await service.library.summaries([id])).toEqual([]);
    expect(service.forgotten).toEqual([id, id]);
    expect(service.leftovers()).toEqual([]);
    const gone = await ask(`${service.address}/v1/videos/${id}`, { method: 'DELETE' });
    expect(gone).toMatchObject({ status: 404, body: { code: 'no-such-video' } });
  });

  it('fails with the code of a file that is no video, and keeps nothing of it', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const service = await uploadService({ folder: data, jobs: 'real' });
    const { body } = await post(
      `${service.address}/v1/videos`,
      uploadForm({ bytes: '{"file":"/etc/passwd"}', name: 'list.jsonl' }, { title: 'A list' }),
    );
    const job = await endedJob(service.jobs, body.id as string);
    expect(job).toMatchObject({ state: 'failed', name: 'list.jsonl', error: { code: 'not-a-video' } });
    expect(job.failures).toMatchObject([{ file: 'list.jsonl', code: 'not-a-video' }]);
    expect(JSON.stringify(job)).not.toContain(data);
    expect(service.leftovers()).toEqual([]);
  });

  it.each([
    ['../../../etc/passwd', 'passwd', '.bin'],
    ['..\\..\\windows\\clip.MOV', 'clip.MOV', '.mov'],
    ['a\u202egpj.mp4\u0000', 'agpj.mp4', '.mp4'],
    ['.', 'upload', '.bin'],
    [`${'x'.repeat(300)}.mp4`, 'x'.repeat(200), '.bin'],
  ])('takes the name %j for showing alone', async (name, shown, extension) => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    await service.jobs.add({ kind: 'map', name: 'hang' });
    const { body } = await post(`${service.address}/v1/videos`, uploadForm({ bytes: 'bytes', name }));
    expect(body.name).toBe(shown);
    const hash = createHash('sha256').update('bytes').digest('hex');
    expect(readdirSync(join(folder, 'uploads'))).toEqual([`${hash}${extension}`]);
    const made = readdirSync(folder).filter((entry) => entry !== 'starts');
    expect(made.sort()).toEqual(['service', 'uploads']);
  });

  it('refuses a file over the limit, however its length is told, and leaves nothing', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted', settings: { uploadLimitBytes: 1000 } });
    const url = `${service.address}/v1/videos`;
    const small = await post(url, uploadForm({ bytes: 'x'.repeat(5000), name: 'clip.mp4' }));
    expect(small).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    const claimed = await post(url, uploadForm({ bytes: 'x'.repeat(3_000_000), name: 'clip.mp4' }));
    expect(claimed).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    expect(service.leftovers()).toEqual([]);
    expect(service.jobs.list({})).toEqual([]);
  });

  it('answers a body that has no end, and closes its connection', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted', settings: { uploadLimitBytes: 1000 } });
    const { socket, answer } = openUpload(service.address);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let hasFailed = false;
    // A failed write is told before the socket counts as destroyed: going on then would never let it be.
    const goOn = (error?: Error | null): void => {
      hasFailed ||= error instanceof Error;
      if (!hasFailed && !socket.destroyed) socket.write(chunk, goOn);
    };
    goOn();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer()).toMatch(/^HTTP\/1.1 413 .*"code":"body-too-large"/s);
    expect(service.leftovers()).toEqual([]);
  });

  it('keeps the connection of a refused body that does end', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted', settings: { uploadLimitBytes: 1000 } });
    const { socket, answer } = openUpload(service.address);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    await until(() => socket.writableLength === 0);
    socket.write(chunk.repeat(100));
    await until(() => answer().includes('body-too-large'));
    socket.write('0\r\n\r\nGET /v1/jobs HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await until(() => answer().includes('"jobs":[]'));
    socket.destroy();
    expect(answer()).toMatch(/^HTTP\/1.1 413 .*HTTP\/1.1 200 /s);
  });

  it('leaves nothing of an upload whose connection breaks', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    const { socket } = openUpload(service.address);
    await until(() => service.leftovers().length > 0);
    socket.destroy();
    await until(() => service.leftovers().length === 0);
    expect(service.jobs.list({})).toEqual([]);
  });

  it('refuses bodies that are not as the interface says, with the part that is wrong', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    const url = `${service.address}/v1/videos`;
    const file = { bytes: 'bytes', name: 'clip.mp4' };
    const twice = uploadForm(file);
    twice.append('file', new Blob(['more']), 'more.mp4');
    const missing = new FormData();
    missing.append('title', 'No file');
    const wrong: readonly (readonly [FormData, string])[] = [
      [uploadForm({ bytes: '', name: 'clip.mp4' }), 'file'],
      [missing, 'file'],
      [twice, 'file'],
      [uploadForm(file, { url: 'http://127.0.0.1/' }), 'url'],
      [uploadForm(file, { labels: '["a"]' }), 'labels'],
      [uploadForm(file, { labels: '{"__proto__":"x"}' }), 'labels'],
      [uploadForm(file, { labels: '{"a=b":"x"}' }), 'labels'],
      [uploadForm(file, { tags: '[1]' }), 'tags'],
      [uploadForm(file, { title: 'x'.repeat(501) }), 'title'],
    ];
    for (const [form, path] of wrong) {
      const { status, body } = await post(url, form);
      expect([status, body.code]).toEqual([400, 'invalid-request']);
      expect((body.errors as { path: string }[])[0]?.path.split('.')[0]).toBe(path);
    }
    const send = (type: string, body: string): Promise<Answer> =>
      ask(url, { method: 'POST', body, headers: { 'content-type': type } });
    expect(await send('text/plain', 'hello')).toMatchObject({ status: 415 });
    expect(await send('video/mp4', 'hello')).toMatchObject({ status: 415 });
    expect((await send('multipart/form-data', 'hello')).status).toBe(400);
    expect((await send('multipart/form-data; boundary=a', '--a\r\nhalf')).status).toBe(400);
    expect(service.leftovers()).toEqual([]);
    expect(service.jobs.list({})).toEqual([]);
  });

  it('keeps the file of an upload that comes while another one of the same bytes is tidied up', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    await service.jobs.add({ kind: 'map', name: 'hang' });
    const send = () => post(`${service.address}/v1/videos`, uploadForm({ bytes: 'bytes', name: 'clip.mp4' }));
    let last = await send();
    for (let round = 0; round < 5; round += 1) {
      const [, next] = await Promise.all([service.jobs.cancel(last.body.id as string), send()]);
      last = next;
      const [file = ''] = readdirSync(join(folder, 'uploads'));
      expect(readFileSync(join(folder, 'uploads', file), 'utf8')).toBe('bytes');
    }
    await service.jobs.cancel(last.body.id as string);
    expect(service.leftovers()).toEqual([]);
  });

  it('refuses an upload with 429 and Retry-After when too many jobs wait', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted', settings: { queuedJobs: 1 } });
    const running = await service.jobs.add({ kind: 'map', name: 'hang' });
    await jobWhen(service.jobs, running.id, ({ state }) => state === 'running');
    const url = `${service.address}/v1/videos`;
    const first = await post(url, uploadForm({ bytes: 'one', name: 'one.mp4' }));
    expect(first).toMatchObject({ status: 202, body: { place: 1 } });
    const second = await post(url, uploadForm({ bytes: 'two', name: 'two.mp4' }));
    expect(second).toMatchObject({ status: 429, body: { code: 'queue-full' } });
    expect(second.headers.get('retry-after')).toMatch(/^\d+$/);
    const cancelled = await ask(`${service.address}/v1/jobs/${first.body.id}`, { method: 'DELETE' });
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(service.leftovers()).toEqual([]);
  });
});

describe('POST /v1/videos with a path', () => {
  it('takes files and folders under an allowed root', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const root = join(folder, 'root');
    await mkdir(root);
    const clip = makeClip({ folder: root, name: 'clip.mp4', picture: 'testsrc=s=160x90:r=10' });
    const service = await uploadService({ folder: data, jobs: 'real', settings: { roots: [root] } });
    const { status, body } = await postJson(`${service.address}/v1/videos`, { path: clip });
    expect(status).toBe(202);
    const job = await endedJob(service.jobs, body.id as string);
    expect(job).toMatchObject({ state: 'done', name: clip });
    const deleted = await ask(`${service.address}/v1/videos/${job.videoIds[0]}`, { method: 'DELETE' });
    expect(deleted).toMatchObject({ status: 200, body: { fileDeleted: false } });
    expect(existsSync(clip)).toBe(true);
  });

  it('refuses everything else in the same words, whether it exists or not', async () => {
    const folder = await temporaryFolder();
    const root = join(folder, 'root');
    await mkdir(root);
    await mkdir(join(folder, 'root-beside'));
    await writeFile(join(folder, 'secret.mp4'), 'secret');
    await symlink(join(folder, 'secret.mp4'), join(root, 'link.mp4'));
    await copyFile(join(folder, 'secret.mp4'), join(root, 'clips.jsonl'));
    const service = await uploadService({ folder, jobs: 'scripted', settings: { roots: [root] } });
    const refused = new Set<string>();
    for (const path of [
      '/etc/passwd',
      join(folder, 'secret.mp4'),
      join(root, '..', 'secret.mp4'),
      `${root}/../secret.mp4`,
      join(root, 'link.mp4'),
      join(root, 'nothing.mp4'),
      join(folder, 'root-beside'),
      `${root}\u0000/x`,
      'root',
      '.',
      'http://127.0.0.1:9/clip.mp4',
      'file:///etc/passwd',
      `file://${root}`,
      'concat:/etc/passwd',
    ]) {
      const { status, body } = await postJson(`${service.address}/v1/videos`, { path });
      const { instance: _requestId, ...rest } = body;
      refused.add(JSON.stringify({ httpStatus: status, ...rest }));
    }
    expect([...refused].map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { httpStatus: 403, code: 'forbidden' },
    ]);
    const manifest = await postJson(`${service.address}/v1/videos`, { path: join(root, 'clips.jsonl') });
    expect(manifest).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    for (const body of [{}, { path: 3 }, { path: root, url: 'http://x' }, [], null]) {
      expect((await postJson(`${service.address}/v1/videos`, body)).status).toBeGreaterThanOrEqual(400);
    }
    expect(service.jobs.list({})).toEqual([]);
  });
});

describe('DELETE /v1/videos/{id}', () => {
  it('says when to try again while another process writes', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const { id, uri } = await anyVideo(data);
    const service = await uploadService({ folder: data, jobs: 'scripted' });
    const { clock, logger } = pipelineContext(data);
    const writer = await openStore({ folder: data, mode: 'write', command: 'test', clock, logger });
    const locked = await ask(`${service.address}/v1/videos/${id}`, { method: 'DELETE' });
    await writer.close();
    expect(locked).toMatchObject({ status: 503, body: { code: 'not-available' } });
    expect(locked.headers.get('retry-after')).toMatch(/^\d+$/);
    const deleted = await ask(`${service.address}/v1/videos/${id}`, { method: 'DELETE' });
    expect(deleted).toMatchObject({ status: 200, body: { id, fileDeleted: false } });
    expect(existsSync(uri)).toBe(true);
  });

  it('says when to try again while a job runs that takes long', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const { id } = await anyVideo(data);
    const service = await uploadService({ folder: data, jobs: 'scripted', settings: { deletionWaitMs: 30 } });
    const running = await service.jobs.add({ kind: 'map', name: 'hang' });
    await jobWhen(service.jobs, running.id, ({ state }) => state === 'running');
    const refused = await ask(`${service.address}/v1/videos/${id}`, { method: 'DELETE' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'not-available' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await service.jobs.cancel(running.id);
    expect(await service.library.contentHash(videoId(id))).toBeDefined();
  });
});

describe('the routes of jobs', () => {
  it('lists jobs page by page, newest first, and refuses a cursor of another list', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    for (const name of ['hang', 'two', 'three', 'four', 'five'])
      await service.jobs.add({ kind: 'map', name });
    const names: string[] = [];
    let cursor = '';
    const cursors: string[] = [];
    do {
      const { body } = await ask(`${service.address}/v1/jobs?limit=2${cursor}`);
      names.push(...(body.jobs as Job[]).map(({ name }) => name));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
      cursors.push(cursor);
    } while (cursor !== '');
    expect(names).toEqual(['five', 'four', 'three', 'two', 'hang']);
    const other = await ask(`${service.address}/v1/jobs?limit=2&state=queued${cursors[0]}`);
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
    for (const path of ['nothing', 'nothing/events']) {
      const missing = await ask(`${service.address}/v1/jobs/${path}`);
      expect(missing).toMatchObject({ status: 404, body: { code: 'no-such-job' } });
    }
  });

  it('sends an event for each state and ends with the job', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    const { id } = await service.jobs.add({ kind: 'map', name: 'hang' });
    await jobWhen(service.jobs, id, ({ stages }) => stages.length > 0);
    const response = await fetch(`${service.address}/v1/jobs/${id}/events`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      await writeFile(join(folder, 'hang-go-on'), '');
    }
    const events = text
      .trim()
      .split('\n\n')
      .map((event) => event.split('\n'));
    expect(events.map(([line]) => line)).toEqual(events.map((_, index) => `id: ${index + 1}`));
    expect(new Set(events.map(([, line]) => line))).toEqual(new Set(['event: job']));
    const states = events.map(([, , line]) => (JSON.parse(line?.slice('data: '.length) ?? '') as Job).state);
    expect([states[0], states.at(-1)]).toEqual(['running', 'done']);
  });

  it('goes on working after a reader of events has gone away', async () => {
    const folder = await temporaryFolder();
    const service = await uploadService({ folder, jobs: 'scripted' });
    const { id } = await service.jobs.add({ kind: 'map', name: 'hang' });
    const leaving = new AbortController();
    const response = await fetch(`${service.address}/v1/jobs/${id}/events`, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await writeFile(join(folder, 'hang-go-on'), '');
    expect(await endedJob(service.jobs, id)).toMatchObject({ state: 'done' });
    expect((await ask(`${service.address}/v1/jobs/${id}`)).body).toMatchObject({ state: 'done' });
  });
});

/** Sends the head of an upload and the first bytes of its file. */
function openUpload(address: string): { readonly socket: Socket; readonly answer: () => string } {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  // The other side may close while more is written.
  socket.on('error', () => {});
  const part = '--cut\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n';
  socket.write(
    `POST /v1/videos HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n` +
      `content-type: multipart/form-data; boundary=cut\r\n\r\n${part.length.toString(16)}\r\n${part}\r\n`,
  );
  return { socket, answer: () => answer };
}

/** Looks again with every turn of the event loop. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
