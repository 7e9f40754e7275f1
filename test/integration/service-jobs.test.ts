import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, inject, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { ProblemError } from '../../src/service/problem-error.js';
import { openStore } from '../../src/store/open-store.js';
import { makeClip } from '../support/clips.js';
import { demoEntries } from '../support/demo-manifest.js';
import { endedJob, jobWhen, realQueue, scriptedQueue, startedJobs } from '../support/job-queues.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { servedStore } from '../support/served-store.js';
import { hashOf } from '../support/store-fixtures.js';
import { anyVideo, countVideos } from '../support/stored-videos.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const map = (name: string) => ({ kind: 'map', name }) as const;

describe('the queue of jobs', () => {
  it('runs jobs one after the other, in their order, and knows their places', async () => {
    const folder = await temporaryFolder();
    const refreshed: number[] = [];
    const queue = await scriptedQueue({ folder, onFinished: async () => void refreshed.push(1) });
    const first = await queue.add(map('hang-first'));
    const second = await queue.add(map('second'));
    const third = await queue.add(map('third'));
    await jobWhen(queue, first.id, ({ stages }) => stages.length > 0);
    expect(queue.waiting).toBe(2);
    expect([first, second, third].map(({ id }) => queue.get(id)?.place)).toEqual([null, 1, 2]);
    expect(queue.list({}).map(({ name }) => name)).toEqual(['third', 'second', 'hang-first']);
    expect(queue.list({ state: 'queued' }).map(({ name }) => name)).toEqual(['third', 'second']);
    await writeFile(join(folder, 'hang-first-go-on'), '');
    expect(await endedJob(queue, third.id)).toMatchObject({
      state: 'done',
      attempts: 1,
      place: null,
      videoIds: ['video-1'],
    });
    expect(startedJobs(folder)).toEqual(['hang-first', 'second', 'third']);
    expect(refreshed).toHaveLength(3);
  });

  it('shows every stage that a process reports', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder });
    const { id } = await queue.add(map('hang'));
    const running = await jobWhen(queue, id, ({ stages }) => stages.length > 0);
    expect(running).toMatchObject({ state: 'running', startedAt: '2027-01-15T08:00:00.000Z' });
    expect(running.stages).toEqual([
      { name: 'extract', unit: 'videos', finished: 1, total: 3, note: null, isDone: false },
    ]);
  });

  it('refuses more jobs than may wait, and says when to try again', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder, queuedJobs: 1 });
    const running = await queue.add(map('hang'));
    await jobWhen(queue, running.id, ({ state }) => state === 'running');
    await queue.add(map('waits'));
    expect(queue.isFull).toBe(true);
    const refused = await queue.add(map('too many')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 429, code: 'queue-full', retryAfterSeconds: 30 });
  });

  it('waits while another process writes to the store, and says so', async () => {
    const folder = await temporaryFolder();
    const waits: number[] = [];
    const seen: (string | null)[] = [];
    const queue = await scriptedQueue({
      folder,
      context: {
        sleep: async (ms) => {
          waits.push(ms);
          seen.push(queue.list({})[0]?.waitsFor ?? null);
        },
      },
    });
    const { id } = await queue.add(map('locked'));
    expect(await endedJob(queue, id)).toMatchObject({ state: 'done', waitsFor: null, attempts: 1 });
    expect(waits).toEqual([1000, 2000]);
    expect(seen).toEqual(Array(2).fill('Another process writes to the store.'));
  });

  it('fails with a reason when the process is killed', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder });
    const { id } = await queue.add(map('crash'));
    const { state, error } = await endedJob(queue, id);
    expect(state).toBe('failed');
    expect(error).toEqual({ code: 'internal', message: 'Something went wrong inside the service.' });
  });

  it('cancels a running and a waiting job once', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder });
    const running = await queue.add(map('hang'));
    const waiting = await queue.add(map('never'));
    await jobWhen(queue, running.id, ({ stages }) => stages.length > 0);
    expect(await queue.cancel(waiting.id)).toMatchObject({ state: 'cancelled', startedAt: null });
    expect(await queue.cancel(running.id)).toMatchObject({ state: 'cancelled' });
    await expect(queue.cancel(running.id)).rejects.toMatchObject({ status: 409, code: 'conflict' });
    await expect(queue.cancel('nothing')).rejects.toMatchObject({ status: 404, code: 'no-such-job' });
    expect(startedJobs(folder)).toEqual(['hang']);
  });

  it('removes the file of an upload that could not be embedded, and names it as its sender did', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder });
    const upload = {
      file: join(folder, 'uploads', `${hashOf('text')}.mp4`),
      folder: join(folder, 'service', 'uploads', 'one'),
    };
    for (const path of [join(folder, 'uploads'), upload.folder]) await mkdir(path, { recursive: true });
    await writeFile(upload.file, 'text');
    const { id } = await queue.add({ kind: 'embed', name: 'broken.mp4', path: upload.file, upload });
    const job = await endedJob(queue, id);
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'not-a-video', message: 'It is a text.' },
      failures: [{ file: 'broken.mp4', code: 'not-a-video', reason: 'It is a text.' }],
    });
    expect([existsSync(upload.file), existsSync(upload.folder)]).toEqual([false, false]);
  });

  it('does work of its own between two jobs, before those that wait, or not at all when it takes too long', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder });
    const running = await queue.add(map('hang'));
    const waiting = await queue.add(map('after'));
    await jobWhen(queue, running.id, ({ stages }) => stages.length > 0);
    const impatient = new AbortController();
    const given = queue.exclusively(async () => 'never', { signal: impatient.signal });
    impatient.abort(new Error('too long'));
    await expect(given).rejects.toThrow('too long');
    const done = queue.exclusively(async () => startedJobs(folder));
    const failed = queue.exclusively(() => Promise.reject(new Error('wrong'))).catch(String);
    await writeFile(join(folder, 'hang-go-on'), '');
    expect(await done).toEqual(['hang']);
    expect(await failed).toBe('Error: wrong');
    await endedJob(queue, waiting.id);
  });

  it('keeps the newest 500 of the ended jobs', async () => {
    const folder = await temporaryFolder();
    const jobs = join(folder, 'service', 'jobs');
    const model = await scriptedQueue({ folder });
    const { id } = await model.add(map('first'));
    await endedJob(model, id);
    await model.close();
    const stored = JSON.parse(readFileSync(join(jobs, `${id}.json`), 'utf8')) as { job: object };
    for (let sequence = 2; sequence <= 500; sequence += 1) {
      const copy = { ...stored, sequence, job: { ...stored.job, id: `copy-${sequence}` } };
      await writeFile(join(jobs, `copy-${sequence}.json`), JSON.stringify(copy));
    }
    const queue = await scriptedQueue({ folder });
    expect(queue.list({})).toHaveLength(500);
    await endedJob(queue, (await queue.add(map('newest'))).id);
    await queue.exclusively(async () => {});
    expect(queue.list({})).toHaveLength(500);
    expect(queue.get(id)).toBeUndefined();
    expect(readdirSync(jobs)).toHaveLength(500);
  });

  it('queues again what was running when it was closed, and passes over files that are no jobs', async () => {
    const folder = await temporaryFolder();
    const queue = await scriptedQueue({ folder });
    const running = await queue.add(map('hang'));
    const waiting = await queue.add(map('second'));
    await jobWhen(queue, running.id, ({ stages }) => stages.length > 0);
    const told: string[] = [];
    const watching = (async () => {
      for await (const { state } of queue.watch(running.id, new AbortController().signal)) told.push(state);
    })();
    await queue.close();
    await watching;
    expect(told).toEqual(['running']);
    await expect(queue.add(map('late'))).rejects.toMatchObject({ status: 503, code: 'shutting-down' });

    await writeFile(join(folder, 'service', 'jobs', 'wrong.json'), '{"half":');
    await mkdir(join(folder, 'service', 'uploads', 'orphan'), { recursive: true });
    await writeFile(join(folder, 'hang-go-on'), '');
    const next = await scriptedQueue({ folder });
    expect(await endedJob(next, running.id)).toMatchObject({ state: 'done', attempts: 2 });
    expect(await endedJob(next, waiting.id)).toMatchObject({ state: 'done', attempts: 1 });
    expect(existsSync(join(folder, 'service', 'uploads', 'orphan'))).toBe(false);
  });
});

describe('a job in the compiled program', () => {
  it('runs again after a kill -9 of the service, and doubles nothing', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const before = await countVideos(data);
    const clips = join(folder, 'clips');
    await mkdir(clips);
    for (const name of ['mandelbrot', 'testsrc', 'smptebars']) {
      makeClip({ folder: clips, name: `${name}.mp4`, picture: `${name}=s=160x90:r=10` });
    }
    const script = join(packageInfo().root, 'test', 'support', 'job-queue-process.mjs');
    const service = spawn(process.execPath, [script, data, clips], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const id = await new Promise<string>((resolve) => {
      createInterface({ input: service.stdout }).once('line', (line) => {
        service.kill('SIGKILL');
        resolve(line);
      });
    });
    const queue = await realQueue({ folder: data });
    const job = await endedJob(queue, id);
    expect(job).toMatchObject({ state: 'done', attempts: 2, failures: [], note: null });
    expect(new Set(job.videoIds).size).toBe(3);
    expect(await countVideos(data)).toBe(before + 3);
    expect(await countVideos(data, 'token IS NOT NULL')).toBe(before + 3);
  });

  it('stores a single video without a model, and says that it waits for one', async () => {
    const folder = await temporaryFolder();
    const [entry] = demoEntries(inject('demoFolder'), 1);
    const queue = await realQueue({ folder });
    const { id } = await queue.add({ kind: 'embed', name: 'clip', path: entry?.file ?? '' });
    const job = await endedJob(queue, id);
    expect(job).toMatchObject({ state: 'done', error: null });
    expect(job.videoIds).toHaveLength(1);
    expect(job.note).toMatch(/without a token: there is no model yet, and one is trained from 4 /);
  });

  it('finds the id of a video that is stored already, and the reasons of files that are none', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const known = await anyVideo(data);
    const clips = join(folder, 'clips');
    await mkdir(clips);
    await writeFile(join(clips, 'copy.mp4'), readFileSync(known.uri));
    await writeFile(join(clips, 'text.mp4'), 'no video');
    const queue = await realQueue({ folder: data });
    const { id } = await queue.add({ kind: 'embed', name: clips, path: clips });
    expect(await endedJob(queue, id)).toMatchObject({
      state: 'done',
      videoIds: [known.id],
      failures: [{ file: join(clips, 'text.mp4'), code: 'not-a-video' }],
    });
  });

  it('waits for another writer of the same store and goes on when it is gone', async () => {
    const folder = await temporaryFolder();
    const data = await servedStore(folder);
    const [entry] = demoEntries(inject('demoFolder'), 1);
    const { clock, logger } = pipelineContext(data);
    const writer = await openStore({ folder: data, mode: 'write', command: 'test', clock, logger });
    const queue = await realQueue({ folder: data, context: { sleep: () => writer.close() } });
    const { id } = await queue.add({ kind: 'embed', name: 'clip', path: entry?.file ?? '' });
    await jobWhen(queue, id, ({ waitsFor }) => waitsFor === 'Another process writes to the store.');
    expect(await endedJob(queue, id)).toMatchObject({ state: 'done', waitsFor: null });
  });
});
