import { describe, expect, it } from 'vitest';
import { type Job, ProblemError } from '../../src/client/index.js';
import { retryAfterSeconds } from '../../src/web/views/add/retry-after.js';
import {
  createUploadQueue,
  type Upload,
  type UploadInput,
  type UploadQueueParts,
} from '../../src/web/views/add/upload-queue.js';

function job(id: string, state: Job['state'], part: Partial<Job> = {}): Job {
  return {
    id,
    kind: 'embed',
    state,
    name: id,
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: null,
    finishedAt: null,
    place: null,
    waitsFor: null,
    attempts: 1,
    stages: [],
    videoIds: [],
    failures: [],
    error: null,
    note: null,
    ...part,
  };
}

function problem(status: number, code: string, retryAfter?: number): ProblemError {
  return new ProblemError(
    { type: 'about:blank', title: code, status, code, detail: code, instance: '' },
    retryAfter,
  );
}

const inputs = (...names: string[]): UploadInput[] => names.map((name) => ({ file: new File(['x'], name) }));
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A queue over doubles; the newest list and every phase of the first file are kept. */
function queueOf(parts: Partial<UploadQueueParts>) {
  let list: readonly Upload[] = [];
  const phases: string[] = [];
  const queue = createUploadQueue({
    send: async ({ file }) => job(file.name, 'queued'),
    follow: async function* (id) {
      yield job(id, 'running');
      yield job(id, 'done', { videoIds: [`video of ${id}`] });
    },
    cancelJob: async (id) => job(id, 'cancelled'),
    retryAfterSeconds,
    sleep: async () => {},
    onChange: (next) => {
      list = next;
      const phase = next.find(({ id }) => id === 1)?.phase;
      if (phase !== undefined && phase !== phases.at(-1)) phases.push(phase);
    },
    ...parts,
  });
  return { queue, phases, list: () => list };
}

describe('uploads of the page', () => {
  it('go from the first byte to the video', async () => {
    const { queue, phases, list } = queueOf({});
    queue.add(inputs('a.mp4'));
    await settled();
    expect(phases).toEqual(['waiting', 'sending', 'working', 'done']);
    expect(list()[0]).toMatchObject({ name: 'a.mp4', sizeBytes: 1, job: { videoIds: ['video of a.mp4'] } });
  });

  it('are sent two at a time', async () => {
    const open: (() => void)[] = [];
    const { queue, list } = queueOf({
      send: ({ file }) => new Promise((resolve) => open.push(() => resolve(job(file.name, 'queued')))),
    });
    queue.add(inputs('a', 'b', 'c'));
    await settled();
    expect(list().map(({ phase }) => phase)).toEqual(['sending', 'sending', 'waiting']);
    open[0]?.();
    await settled();
    expect(list().map(({ phase }) => phase)).toEqual(['done', 'sending', 'sending']);
  });

  it('wait as long as a full service asks and try again', async () => {
    const waited: number[] = [];
    let refusals = 2;
    const { queue, phases } = queueOf({
      send: async ({ file }) => {
        refusals -= 1;
        if (refusals >= 0) throw problem(429, 'queue-full', 7);
        return job(file.name, 'queued');
      },
      sleep: async (seconds) => {
        waited.push(seconds);
      },
    });
    queue.add(inputs('a'));
    await settled();
    expect(waited).toEqual([7, 7]);
    expect(phases).toEqual(['waiting', 'sending', 'held', 'sending', 'held', 'sending', 'working', 'done']);
  });

  it('fail at once when waiting would not help, and do not stop the others', async () => {
    const { queue, list } = queueOf({
      send: async ({ file }) => {
        if (file.name === 'big') throw problem(413, 'body-too-large');
        return job(file.name, 'queued');
      },
    });
    queue.add(inputs('big', 'small'));
    await settled();
    expect(list().map(({ phase }) => phase)).toEqual(['failed', 'done']);
    expect(list()[0]?.error).toMatchObject({ code: 'body-too-large' });
  });

  it('can be cancelled before, while and after they are sent', async () => {
    const cancelled: string[] = [];
    const { queue, list } = queueOf({
      send: ({ file }, { signal }) =>
        file.name === 'sent'
          ? Promise.resolve(job('sent', 'queued'))
          : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      follow: async function* () {},
      cancelJob: async (id) => {
        cancelled.push(id);
        return job(id, 'cancelled');
      },
    });
    queue.add(inputs('sent', 'sending', 'sending too', 'waiting'));
    await settled();
    expect(list().map(({ phase }) => phase)).toEqual(['working', 'sending', 'sending', 'waiting']);
    for (const id of [1, 2, 4]) queue.cancel(id);
    await settled();
    expect(cancelled).toEqual(['sent']);
    expect(list().map(({ phase }) => phase)).toEqual(['working', 'cancelled', 'sending', 'cancelled']);
  });

  it('leave the list when they have ended', async () => {
    const { queue, list } = queueOf({});
    queue.add(inputs('a', 'b'));
    await settled();
    queue.clearEnded();
    expect(list()).toEqual([]);
  });
});

describe('how long to wait for a full service', () => {
  it('is what it asks for, within bounds, and nothing for other errors', () => {
    expect(retryAfterSeconds(problem(429, 'queue-full', 7))).toBe(7);
    expect(retryAfterSeconds(problem(429, 'queue-full', 0))).toBe(1);
    expect(retryAfterSeconds(problem(429, 'queue-full', 9999))).toBe(120);
    expect(retryAfterSeconds(problem(429, 'rate-limited'))).toBe(5);
    expect(retryAfterSeconds(problem(503, 'shutting-down', 7))).toBeUndefined();
    expect(retryAfterSeconds(new Error('no'))).toBeUndefined();
  });
});
