import { readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { InputError, VidtokenError } from '../../src/core/errors.js';
import type { VideoRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import { childCommand } from '../../src/service/child-command.js';
import { createEncoder, type EncoderOptions } from '../../src/service/encoder/create-encoder.js';
import type { Encoder } from '../../src/service/encoder/encoder.js';
import { makeClip, runFfmpeg } from '../support/clips.js';
import { MAIN } from '../support/job-queues.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { runningChildren } from '../support/running-children.js';
import { servedStore } from '../support/served-store.js';
import { hasSharedHostile, SHARED_HOSTILE } from '../support/shared-data.js';
import { anyVideo } from '../support/stored-videos.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { uploadForm, uploadService } from '../support/upload-service.js';

const forever = new AbortController().signal;

function opened(options: Omit<EncoderOptions, 'logger'>): Encoder {
  const encoder = createEncoder({ ...options, logger: silentLogger });
  onTestFinished(() => encoder.close());
  return encoder;
}

function scripted(options: Partial<EncoderOptions> = {}): Encoder {
  const script = join(packageInfo().root, 'test', 'support', 'scripted-encoder.mjs');
  return opened({ child: { program: process.execPath, arguments: [script] }, ...options });
}

/** One store and one encoder for all tests that only ask. */
const shared = {} as { folder: string; data: string; known: VideoRecord; encoder: Encoder };

beforeAll(async () => {
  shared.folder = await mkdtemp(join(tmpdir(), 'vidtoken-test-'));
  shared.data = await servedStore(shared.folder);
  shared.known = await anyVideo(shared.data);
  const child = childCommand({ context: pipelineContext(shared.data), main: MAIN, command: 'encode' });
  shared.encoder = createEncoder({ child, logger: silentLogger });
});

afterAll(async () => {
  await shared.encoder.close();
  await rm(shared.folder, { recursive: true, force: true });
});

const processOf = async (encoder: Encoder): Promise<number> =>
  (await encoder.embedWords('process', forever))[0] as number;

describe('the process of the encoder', () => {
  it('is started by the first request, answers many, and is gone after the last', async () => {
    const encoder = scripted();
    expect(runningChildren('node')).toEqual([]);
    const answered = await Promise.all([processOf(encoder), processOf(encoder), processOf(encoder)]);
    expect(new Set(answered).size).toBe(1);
    await encoder.close();
    expect(() => process.kill(answered[0], 0)).toThrow('ESRCH');
    await expect(processOf(encoder)).rejects.toMatchObject({ code: 'shutting-down' });
  });

  it('is started again after a crash, which ends the requests that ran', async () => {
    const encoder = scripted();
    const first = await processOf(encoder);
    const crashed = await encoder.embedWords('crash', forever).catch((error: unknown) => error);
    expect(crashed).toMatchObject({ name: 'ProblemError', status: 503, code: 'not-available' });
    expect(await processOf(encoder)).not.toBe(first);
  });

  it('is killed and started again when it does not answer in time', async () => {
    const encoder = scripted({ workTimeoutMs: 50 });
    const first = await processOf(encoder);
    const late = await encoder.explain('never', forever).catch((error: unknown) => error);
    expect(late).toMatchObject({ name: 'ProblemError', status: 503, code: 'timeout' });
    expect(() => process.kill(first, 0)).toThrow('ESRCH');
    expect(await processOf(encoder)).not.toBe(first);
  });

  it('cannot be started where there is no program, and says so', async () => {
    const encoder = opened({ child: { program: '/nowhere/node', arguments: [] } });
    await expect(processOf(encoder)).rejects.toMatchObject({ status: 503, code: 'not-available' });
  });

  it('is told when a caller goes away, and is free for the next one', async () => {
    const encoder = scripted();
    const first = await processOf(encoder);
    const leaving = new AbortController();
    const left = encoder.embedWords('never', leaving.signal);
    const next = processOf(encoder);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(await next).toBe(first);
  });

  it('refuses more requests than may wait with 429', async () => {
    const encoder = scripted({ queued: 2 });
    const running = Array.from({ length: 3 }, () => encoder.embedWords('never', forever).catch(String));
    await expect(encoder.embedWords('more', forever)).rejects.toMatchObject({
      status: 429,
      code: 'queue-full',
      retryAfterSeconds: 5,
    });
    await encoder.close();
    expect(await Promise.all(running)).toHaveLength(3);
  });

  it('brings errors back with their class, code and hint, and passes over lines that are no answers', async () => {
    const encoder = scripted();
    const failed = await encoder.embedWords('failure', forever).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(VidtokenError);
    expect(failed).toMatchObject({ code: 'configuration', hint: 'Take a CLIP.' });
    const input = await encoder.embedFile({ path: '/a' }, forever).catch((error: unknown) => error);
    expect(input).toBeInstanceOf(InputError);
    expect(input).toMatchObject({ code: 'timeout', retryable: true });
    expect(await encoder.embedWords('nonsense', forever)).toEqual(new Float32Array([1]));
  });

  it('stops when nobody asks for a while, and starts with the next request', async () => {
    const encoder = scripted({ idleMs: 1 });
    const first = await processOf(encoder);
    while (runningChildren('node').includes(first)) await new Promise((resolve) => setImmediate(resolve));
    expect(await processOf(encoder)).not.toBe(first);
  });
});

describe('the encoder over a real store', () => {
  it('gives a stored file its stored token, clusters and an explanation, and notices that the model is gone', async () => {
    const { data, known, encoder } = shared;
    const { title, tags, uri: path } = known;
    const embedded = await encoder.embedFile(
      { path, tags, ...(title === undefined ? {} : { title }) },
      forever,
    );
    expect(embedded).toMatchObject({
      contentHash: known.contentHash,
      spaceId: known.spaceId,
      dimension: known.token?.length,
      clusterId: known.contentClusterId,
      tokenClusterId: known.tokenClusterId,
      durationSeconds: known.info?.durationSeconds,
    });
    expect(cosine(embedded.token, known.token)).toBeGreaterThan(0.99999);
    const explained = await encoder.explain(known.id, forever);
    expect(explained).toMatchObject({
      readOut: embedded.readOut,
      description: known.description?.text,
      fit: { of: 'description' },
    });
    await expect(encoder.explain(path, forever)).rejects.toMatchObject({ code: 'no-such-video' });
    await expect(encoder.embedWords('a red car', forever)).rejects.toMatchObject({ code: 'configuration' });

    await rename(join(data, 'models'), join(data, 'away'));
    await expect(encoder.embedFile({ path }, forever)).rejects.toMatchObject({ code: 'no-model' });
    await rename(join(data, 'away'), join(data, 'models'));
    expect((await encoder.explain(known.id, forever)).readOut).toBe(embedded.readOut);
  });

  it('embeds a picture of any common format, and refuses what is none or too large', async () => {
    const folder = await temporaryFolder();
    const { encoder } = shared;
    const pictures: Record<string, Buffer> = {};
    for (const name of ['a.png', 'a.jpg', 'a.webp', 'a.gif', 'huge.png']) {
      const size = name === 'huge.png' ? '10000x6000' : '320x200';
      runFfmpeg(['-f', 'lavfi', '-i', `color=red:s=${size}`, '-frames:v', '1', join(folder, name)]);
      pictures[name] = readFileSync(join(folder, name));
    }
    const [jpegLike, png, webp] = await Promise.all(
      ['a.png', 'a.jpg', 'a.webp'].map((name) => encoder.embedPicture(pictures[name] as Buffer, forever)),
    );
    for (const other of [png, webp]) expect(cosine([...(other ?? [])], jpegLike)).toBeGreaterThan(0.95);
    const broken = (pictures['a.png'] as Buffer).subarray(0, 200);
    for (const bytes of [pictures['a.gif'], broken, Buffer.from('<svg/>'), Buffer.alloc(0)]) {
      const refused = encoder.embedPicture(bytes as Buffer, forever);
      await expect(refused).rejects.toMatchObject({ name: 'InputError', code: 'decode-failed' });
    }
    const huge = encoder.embedPicture(pictures['huge.png'] as Buffer, forever);
    await expect(huge).rejects.toMatchObject({ name: 'InputError', code: 'too-large' });
  });
});

describe('POST /v1/embed', () => {
  it('answers with the vector of a file, says whether it is stored, and keeps nothing of it', async () => {
    const folder = await temporaryFolder();
    const { data, known, encoder } = shared;
    const service = await uploadService({ folder: data, jobs: 'scripted', encoder });
    const send = async (bytes: Uint8Array | string, texts: Record<string, string> = {}) => {
      const body = uploadForm({ bytes, name: 'clip.mp4' }, texts);
      const response = await fetch(`${service.address}/v1/embed`, { method: 'POST', body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const stored = await send(readFileSync(known.uri), { title: 'A title', tags: 'one,two' });
    expect(stored).toMatchObject({ status: 200, body: { storedAs: known.id, spaceId: known.spaceId } });
    const fresh = makeClip({ folder, name: 'new.mp4', picture: 'testsrc=s=64x64:r=5', seconds: 1 });
    expect(await send(readFileSync(fresh))).toMatchObject({ status: 200, body: { storedAs: null } });
    expect(await send('a text')).toMatchObject({ status: 422, body: { code: 'not-a-video' } });
    expect(await send('x', { labels: '{}' })).toMatchObject({ status: 400 });
    const json = await fetch(`${service.address}/v1/embed`, {
      method: 'POST',
      body: '{"path":"/etc/passwd"}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(415);
    expect(service.leftovers()).toEqual([]);
  });

  it('answers hostile files with stable codes, and goes on', async () => {
    const folder = await temporaryFolder();
    const { encoder } = shared;
    const clip = readFileSync(makeClip({ folder, name: 'clip.mp4' }));
    const give = async (name: string, bytes: Uint8Array): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return codeOf(encoder.embedFile({ path }, forever));
    };
    expect(await give('cut.mp4', clip.subarray(0, clip.length / 2))).toBe('decode-failed');
    expect(
      await give('bomb.mp4', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100_000)])),
    ).toBe('not-a-video');
    expect(await give('playlist.mp4', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'))).toBe(
      'not-a-video',
    );
    const raw = ['-c:v', 'rawvideo'];
    const huge = makeClip({
      folder,
      name: 'huge.avi',
      picture: 'color=black:s=16x16:r=1',
      seconds: 1,
      output: raw,
    });
    expect(await give('huge.avi', enlarged(readFileSync(huge)))).toBe('decode-failed');
    const black = makeClip({
      folder,
      name: 'black.mp4',
      picture: 'color=black:s=64x64:r=1/10',
      seconds: 36_000,
    });
    const { durationSeconds } = await encoder.embedFile({ path: black }, forever);
    expect(durationSeconds).toBeGreaterThanOrEqual(36_000);
  });

  it.skipIf(!hasSharedHostile)('takes a sound file for what it is', async () => {
    const path = join(SHARED_HOSTILE, 'file-type__fixture_fixture.flac');
    expect(['no-video-stream', 'not-a-video']).toContain(
      await codeOf(shared.encoder.embedFile({ path }, forever)),
    );
  });
});

function cosine(left: readonly number[], right: Float32Array | undefined): number {
  return left.reduce((sum, value, index) => sum + value * (right?.[index] ?? Number.NaN), 0);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'fine',
    (error: unknown) => (error instanceof InputError ? error.code : String(error)),
  );
}

/** The same AVI file with a header that claims 20,000 × 20,000 pixels. */
function enlarged(avi: Buffer): Buffer {
  const changed = Buffer.from(avi);
  const main = changed.indexOf('avih') + 8;
  const stream = changed.indexOf('strf') + 8;
  for (const place of [main + 32, main + 36, stream + 4, stream + 8]) changed.writeUInt32LE(20_000, place);
  return changed;
}
