import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput, Describer } from '../../src/core/description.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { DescriberOptions } from '../../src/describe/describer-options.js';
import { createDescriber, DESCRIBER_IDS } from '../../src/describe/registry.js';
import { encodeJpeg } from '../../src/media/encode-jpeg.js';
import type { Behaviour } from '../support/openai-behaviour.js';
import { describeInput } from '../support/openai-describing.js';
import { type OpenAiServer, startOpenAiServer } from '../support/openai-server.js';
import { hasSharedWeights, SHARED_WEIGHTS } from '../support/shared-data.js';
import { syntheticSample } from '../support/synthetic-sample.js';
import { writeTinyCaptioner } from '../support/tiny-models/tiny-captioner.js';

const signal = new AbortController().signal;

let server: OpenAiServer;
let behaviour: Behaviour = { kind: 'ok' };
let folder = '';
let captioner = '';
beforeAll(async () => {
  server = await startOpenAiServer({ behave: () => behaviour });
  folder = await mkdtemp(join(tmpdir(), 'vidtoken-describers-'));
  captioner = join(folder, 'tiny-captioner');
  await writeTinyCaptioner(captioner);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** What each describer needs to run for real; the weights of `tags` are not part of the project. */
const NEEDS: Readonly<Record<string, () => Partial<DescriberOptions>>> = {
  openai: () => ({ endpoint: { baseUrl: server.baseUrl }, settings: { model: 'test-model' } }),
  transformers: () => ({ settings: { model: captioner } }),
  tags: () => ({ weightsFolder: SHARED_WEIGHTS }),
};

function create(id: string): Promise<Describer> {
  return createDescriber(id, {
    promptsFolder: join(packageInfo().root, 'prompts'),
    weightsFolder: '/nowhere',
    threads: 1,
    offline: true,
    settings: {},
    endpoint: {},
    encodeJpeg: (picture, { maxSidePixels }) => encodeJpeg(picture, { maxSidePixels, quality: 80 }),
    logger: silentLogger,
    ...NEEDS[id]?.(),
  });
}

function input(changes: Partial<DescribeInput> = {}): DescribeInput {
  const { frames, audio } = syntheticSample();
  return describeInput({
    providedDescription: 'A red bar moves to the right.',
    media: async (request) => ({ frames, ...(request.audio && audio !== undefined ? { audio } : {}) }),
    ...changes,
  });
}

describe.each(DESCRIBER_IDS)('describer %s', (id) => {
  const isMissing = id === 'tags' && !hasSharedWeights;

  it.skipIf(isMissing)('answers with its own id, its prompt hash and a plain line of text', async () => {
    const describer = await create(id);
    const description = await describer.describe(input(), { signal });
    expect(describer.id).toBe(id);
    expect(describer.promptHash).toMatch(/^(none|[0-9a-f]{16})$/);
    expect(description).toMatchObject({ describerId: id, promptHash: describer.promptHash });
    expect(description?.model).toBe(describer.model);
    expect(description?.text).toMatch(/^\S.*\S$/);
    expect(description?.text).not.toMatch(/[\p{Cc}{}]/u);
    await describer.dispose();
  });

  it.skipIf(isMissing)('says the same each time, under the same parameters', async () => {
    const describer = await create(id);
    const again = await create(id);
    expect(again.parameters).toBe(describer.parameters);
    expect(await again.describe(input(), { signal })).toEqual(await describer.describe(input(), { signal }));
    await describer.dispose();
    await again.dispose();
  });

  it.skipIf(isMissing)('stops with the reason of an abort', async () => {
    const describer = await create(id);
    const reason = new Error('enough');
    await expect(describer.describe(input(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await describer.dispose();
  });

  it.skipIf(isMissing)('lets no control character of a stranger through', async () => {
    const describer = await create(id);
    const hostile = 'a\u0000b\u001b[31m\nc\u202Ed';
    const described = await describer.describe(
      input({ text: { title: hostile, tags: [hostile], transcript: hostile }, providedDescription: hostile }),
      { signal },
    );
    expect(described?.text).not.toMatch(/[\p{Cc}\u202E]/u);
    await describer.dispose();
  });

  it.skipIf(isMissing)('can be disposed without having been asked, and twice', async () => {
    const describer = await create(id);
    await describer.dispose();
    await describer.dispose();
  });
});

describe('a describer behind an endpoint', () => {
  it.each<[string, Behaviour, object]>([
    [
      '429',
      { kind: 'rate-limited', retryAfter: '2' },
      { code: 'rate-limited', retryable: true, retryAfterMs: 2000 },
    ],
    ['an empty answer', { kind: 'empty' }, { code: 'empty-answer' }],
    ['malformed JSON', { kind: 'truncated-json' }, { code: 'schema-violation' }],
  ])('tells %s by a stable code', async (_name, behave, error) => {
    behaviour = behave;
    try {
      const describer = await create('openai');
      await expect(describer.describe(input(), { signal })).rejects.toMatchObject(error);
    } finally {
      behaviour = { kind: 'ok' };
    }
  });
});

describe('the describer registry', () => {
  it('names the known describers when asked for another', async () => {
    await expect(create('oracle')).rejects.toMatchObject({
      code: 'configuration',
      message: 'There is no describer "oracle".',
      hint: 'Known describers: manifest, openai, transformers, tags, signal.',
    });
  });
});
