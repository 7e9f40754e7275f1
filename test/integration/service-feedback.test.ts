import { spawn } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deleteVideos } from '../../pipelines/delete.js';
import type { InteractionEvent } from '../../src/service/contract/recommend.js';
import { createFeedback, type FeedbackOptions } from '../../src/service/feedback/create-feedback.js';
import type { Feedback } from '../../src/service/feedback/feedback.js';
import type { Later } from '../../src/service/feedback/later.js';
import { createVideoLibrary } from '../../src/service/library/create-video-library.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spaceRecord, tokenStore } from '../support/token-store.js';

const NOW = 1_800_000_000_000;
const free: FeedbackOptions['jobs'] = { exclusively: (work) => work() };

interface Opened {
  readonly feedback: Feedback;
  /** Runs what the timer was asked for, and says after how many milliseconds it would have. */
  readonly due: () => number | undefined;
  readonly tick: () => Promise<void>;
}

/** A timer that runs when the test says so. */
function handTimer(): {
  readonly later: Later;
  readonly due: () => number | undefined;
  readonly run: () => void;
} {
  let waiting: { readonly ms: number; readonly work: () => void } | undefined;
  return {
    later: (ms, work) => {
      waiting = { ms, work };
      return () => {
        waiting = undefined;
      };
    },
    due: () => waiting?.ms,
    run: () => {
      const { work } = waiting ?? { work: () => {} };
      waiting = undefined;
      work();
    },
  };
}

async function open(folder: string, jobs: FeedbackOptions['jobs'] = free): Promise<Opened> {
  const context = pipelineContext(folder, { clock: () => NOW });
  const library = await createVideoLibrary({ context, videosInMemory: 1000 });
  const timer = handTimer();
  const feedback = await createFeedback({ context, library, jobs, later: timer.later });
  onTestFinished(() => library.close());
  return {
    feedback,
    due: timer.due,
    tick: async () => {
      timer.run();
      await feedback.flush();
    },
  };
}

async function folderWithVideos(): Promise<string> {
  const folder = await temporaryFolder();
  const token = [1, 0, 0, 0, 0, 0, 0, 0];
  await tokenStore(
    folder,
    ['a', 'b', 'c'].map((name) => spaceRecord(name, token)),
  );
  return folder;
}

function event(eventId: string, changes: Partial<InteractionEvent> = {}): InteractionEvent {
  return { eventId, userId: 'ann', videoId: 'a', watchSeconds: 5, ...changes };
}

async function stored(folder: string): Promise<{ readonly rows: number; readonly keys: number }> {
  const store = await openTestStore(folder, { mode: 'read' });
  const keys = new Set<string>();
  let rows = 0;
  for await (const page of store.interactions.scan()) {
    rows += page.length;
    for (const { key } of page) keys.add(key);
  }
  await store.close();
  return { rows, keys: keys.size };
}

function journalOf(folder: string): Promise<string> {
  return readFile(join(folder, 'service', 'feedback.jsonl'), 'utf8');
}

describe('feedback', () => {
  it('is on the disk when it is accepted, and known to the next request', async () => {
    const folder = await folderWithVideos();
    const { feedback } = await open(folder);
    const at = new Date(NOW - 60_000).toISOString();
    const answer = await feedback.add([event('1', { at }), event('2', { videoId: 'b', rating: 4 })]);
    expect(answer).toEqual({ accepted: 2, known: 0, rejected: [] });
    expect((await journalOf(folder)).trim().split('\n')).toHaveLength(2);
    expect(await feedback.history('ann')).toMatchObject([
      { itemId: 'a', atMs: NOW - 60_000, watchSeconds: 5, durationSeconds: 12.5, source: 'feedback' },
      { itemId: 'b', atMs: NOW, rating: 4 },
    ]);
    expect(await feedback.history('bob')).toEqual([]);
    await feedback.close();
  });

  it('counts an event id once: within a batch, in the journal, in the table and at the same moment', async () => {
    const folder = await folderWithVideos();
    const { feedback } = await open(folder);
    expect(await feedback.add([event('1'), event('1')])).toMatchObject({ accepted: 1, known: 1 });
    expect(await feedback.add([event('1')])).toMatchObject({ accepted: 0, known: 1 });
    await feedback.flush();
    expect(feedback.waiting).toBe(0);
    expect(await feedback.add([event('1')])).toMatchObject({ accepted: 0, known: 1 });
    const both = await Promise.all([feedback.add([event('2')]), feedback.add([event('2')])]);
    expect(both.map(({ accepted, known }) => accepted + 10 * known).sort()).toEqual([1, 10]);
    await feedback.close();
    expect(await stored(folder)).toEqual({ rows: 2, keys: 2 });
  });

  it('refuses events of unknown videos and of next week alone', async () => {
    const { feedback } = await open(await folderWithVideos());
    const at = new Date(NOW + 7 * 86_400_000).toISOString();
    const answer = await feedback.add([event('1', { videoId: 'nope' }), event('2'), event('3', { at })]);
    expect(answer).toMatchObject({
      accepted: 1,
      rejected: [
        { eventId: '1', code: 'no-such-video', reason: 'There is no video "nope".' },
        { eventId: '3', code: 'invalid-value' },
      ],
    });
    await feedback.close();
  });

  it('takes up what the last process left, without the line that was torn when it was killed', async () => {
    const folder = await folderWithVideos();
    const first = await open(folder, { exclusively: () => new Promise(() => {}) });
    await first.feedback.add([event('1'), event('2', { videoId: 'b' })]);
    await appendFile(join(folder, 'service', 'feedback.jsonl'), '{"key":"torn","userId":"an');
    const second = await open(folder);
    expect(second.feedback.waiting).toBe(2);
    await second.feedback.add([event('3', { videoId: 'c' })]);
    expect((await second.feedback.history('ann')).map(({ itemId }) => itemId).sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
    await second.feedback.close();
    expect(await stored(folder)).toEqual({ rows: 3, keys: 3 });
    expect(await journalOf(folder)).toBe('');
  });

  it('doubles nothing when it is killed between the commit and the compaction', async () => {
    const folder = await folderWithVideos();
    const { feedback } = await open(folder);
    await feedback.add([event('1'), event('2', { videoId: 'b' })]);
    const left = await journalOf(folder);
    await feedback.flush();
    // The file as the killed process would have left it: the table has the rows already.
    await appendFile(join(folder, 'service', 'feedback.jsonl'), left);
    const { feedback: second } = await open(folder);
    expect(second.waiting).toBe(0);
    expect(await second.history('ann')).toHaveLength(2);
    expect([...(await second.popularity())].sort()).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(await second.add([event('1')])).toMatchObject({ accepted: 0, known: 1 });
    await second.close();
    expect(await stored(folder)).toEqual({ rows: 2, keys: 2 });
  });

  it('counts what is stored and what waits, before, during and after it moves', async () => {
    const { feedback } = await open(await folderWithVideos());
    expect((await feedback.popularity()).size).toBe(0);
    await feedback.add([event('1'), event('2'), event('3', { videoId: 'b' })]);
    const expected = [
      ['a', 2],
      ['b', 1],
    ];
    const counts = async () => [...(await feedback.popularity())].sort();
    expect(await counts()).toEqual(expected);
    const moving = feedback.flush();
    expect(await counts()).toEqual(expected);
    await moving;
    expect(await counts()).toEqual(expected);
    await feedback.add([event('4', { videoId: 'b' })]);
    expect((await counts())[1]).toEqual(['b', 2]);
    await feedback.close();
  });

  it('waits in the journal while another process writes, tries again later each time, and moves in the end', async () => {
    const folder = await folderWithVideos();
    const { feedback, due, tick } = await open(folder);
    await feedback.add([event('1')]);
    expect(due()).toBe(10_000);
    const writer = await otherWriter(folder);
    await tick();
    expect(feedback.waiting).toBe(1);
    const first = due() as number;
    await tick();
    expect(due()).toBe(2 * first);
    expect(await feedback.history('ann')).toHaveLength(1);
    await writer.stop();
    await tick();
    expect(feedback.waiting).toBe(0);
    expect(await stored(folder)).toEqual({ rows: 1, keys: 1 });
    await feedback.close();
  });

  it('forgets the events of a deleted video, also those that were about to move', async () => {
    const folder = await folderWithVideos();
    const { feedback } = await open(folder);
    await feedback.add([event('1'), event('2', { videoId: 'b' }), event('3', { videoId: 'c' })]);
    await deleteVideos({ context: pipelineContext(folder), ids: ['a', 'b'] });
    await feedback.forget('a');
    expect((await feedback.history('ann')).map(({ itemId }) => itemId)).toEqual(['b', 'c']);
    await feedback.flush();
    expect((await feedback.history('ann')).map(({ itemId }) => itemId)).toEqual(['c']);
    await feedback.close();
  });
});

/** A process that holds the writer lock until it is stopped. */
async function otherWriter(folder: string): Promise<{ readonly stop: () => Promise<void> }> {
  const script = `
    import { takeWriterLock } from '${join(process.cwd(), 'dist/src/store/writer-lock.js')}';
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    await takeWriterLock({ folder: process.argv[1], command: 'embed', clock: () => 0, logger });
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The writer ended with ${code}.`)));
  });
  return {
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
