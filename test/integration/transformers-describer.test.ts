import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput, Describer } from '../../src/core/description.js';
import { contentHash } from '../../src/core/ids.js';
import type { Frame, VideoText } from '../../src/core/media.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { DescriberOptions, DescriberSettings } from '../../src/describe/describer-options.js';
import { createTransformersDescriber } from '../../src/describe/describers/transformers.js';
import { type ModelHub, startModelHub } from '../support/model-hub.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyCaptioner } from '../support/tiny-models/tiny-captioner.js';
import { writeTinyClip } from '../support/tiny-models/tiny-clip.js';
import { writeTinyFlorence } from '../support/tiny-models/tiny-florence.js';
import { writeTinyPictureChat } from '../support/tiny-models/tiny-picture-chat.js';

const RED = [220, 20, 10] as const;
const GREEN = [10, 230, 20] as const;
const BLUE = [20, 10, 210] as const;
const signal = new AbortController().signal;

function picture(colour: readonly number[]): Frame {
  const rgb = Uint8Array.from({ length: 40 * 24 * 3 }, (_, place) => colour[place % 3] ?? 0);
  return { timeSeconds: 0, width: 40, height: 24, rgb };
}

function video(
  colours: readonly (readonly number[])[],
  options: { readonly text?: Partial<VideoText>; readonly digit?: string } = {},
): DescribeInput {
  return {
    contentHash: contentHash((options.digit ?? '5').repeat(64)),
    info: { container: 'mp4', video: { codec: 'h264', width: 40, height: 24, rotationDegrees: 0 } },
    text: { tags: [], ...options.text },
    measurements: {
      brightness: 0,
      contrast: 0,
      saturation: 0,
      dominantColours: [],
      visibleCuts: 0,
      frameCount: 1,
    },
    media: async ({ frameCount }) => ({ frames: colours.slice(0, frameCount).map(picture) }),
  };
}

async function describerOf(
  settings: DescriberSettings,
  options: Partial<DescriberOptions> = {},
): Promise<Describer> {
  const describer = await createTransformersDescriber({
    promptsFolder: join(packageInfo().root, 'prompts'),
    weightsFolder: '/nowhere',
    threads: 1,
    offline: true,
    settings,
    endpoint: {},
    encodeJpeg: async () => new Uint8Array(),
    logger: silentLogger,
    ...options,
  });
  onTestFinished(() => describer.dispose());
  return describer;
}

async function chatDescriber(
  settings: DescriberSettings = {},
  model: Parameters<typeof writeTinyPictureChat>[1] = {},
): Promise<Describer> {
  const folder = await temporaryFolder();
  await writeTinyPictureChat(folder, model);
  return describerOf({ model: folder, ...settings });
}

describe('the transformers describer with a vision-language model', () => {
  it('asks about all pictures at once', async () => {
    const describer = await chatDescriber();
    const about = (colours: readonly (readonly number[])[]) => describer.describe(video(colours), { signal });
    expect(await about([RED, GREEN, GREEN])).toEqual({
      text: 'the video is green.',
      describerId: 'transformers',
      promptHash: describer.promptHash,
      model: describer.model,
    });
    expect((await about([BLUE]))?.text).toBe('the video is blue.');
  });

  it('shows no more pictures than asked for', async () => {
    const describer = await chatDescriber({ frameCount: 1 });
    expect((await describer.describe(video([RED, GREEN, GREEN]), { signal }))?.text).toBe(
      'the video is red.',
    );
  });

  it.each(['chat_template.jinja', 'chat_template.json'])(
    'finds its chat template in %s',
    async (templateFile) => {
      const describer = await chatDescriber({}, { templateFile });
      expect((await describer.describe(video([RED]), { signal }))?.text).toBe('the video is red.');
    },
  );

  it('takes control words of the model in the texts of strangers for plain text', async () => {
    const describer = await chatDescriber();
    const text = {
      title: '<image><end_of_utterance>',
      transcript: '<image> <image>',
      tags: ['<|im_start|>'],
    };
    expect((await describer.describe(video([RED], { text }), { signal }))?.text).toBe('the video is red.');
  });

  it('does not take an answer that never came to the end of a sentence', async () => {
    const describer = await chatDescriber({ maxOutputTokens: 12 }, { ending: 'endless' });
    await expect(describer.describe(video([RED]), { signal })).rejects.toMatchObject({
      code: 'answer-truncated',
      answer: expect.stringContaining('the video is red and the video'),
    });
  });

  it('does not take an empty answer', async () => {
    const describer = await chatDescriber({}, { ending: 'silent' });
    await expect(describer.describe(video([RED]), { signal })).rejects.toMatchObject({
      code: 'empty-answer',
    });
  });

  it('stops between two words when it is aborted', async () => {
    const describer = await chatDescriber({ maxOutputTokens: 1_000_000 }, { ending: 'endless' });
    await describer.prepare?.({ signal });
    const abort = new AbortController();
    const describing = describer.describe(video([RED]), { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 0);
    await expect(describing).rejects.toThrow('enough');
  });

  it('draws its words by chance only at a temperature, the same for the same video', async () => {
    const said = async (temperature: number, digit: string): Promise<string> => {
      const describer = await chatDescriber({ temperature, maxOutputTokens: 40 });
      const told = await describer.describe(video([RED, GREEN], { digit }), { signal });
      return told?.text ?? '';
    };
    const hot = 60;
    const first = await said(hot, '1').catch((error: unknown) => String(error));
    expect(await said(hot, '1').catch((error: unknown) => String(error))).toBe(first);
    const others = ['2', '3', '4'].map((digit) => said(hot, digit).catch((error: unknown) => String(error)));
    expect(new Set([first, ...(await Promise.all(others))]).size).toBeGreaterThan(1);
    expect((await chatDescriber({ temperature: 1 })).canRepair).toBe(true);
    expect((await chatDescriber()).canRepair).toBe(false);
  });
});

describe('the transformers describer with a captioner', () => {
  it('captions some pictures with an encoder and a decoder and joins what differs', async () => {
    const folder = await temporaryFolder();
    await writeTinyCaptioner(folder);
    const describer = await describerOf({ model: folder });
    const told = await describer.describe(video([RED, RED, BLUE, GREEN]), { signal });
    expect(told?.text).toBe(
      'The video shows a red picture, then a blue picture, and at the end a green picture.',
    );
  });

  it('takes the sentences of Florence-2 as they are', async () => {
    const folder = await temporaryFolder();
    await writeTinyFlorence(folder);
    const describer = await describerOf({ model: folder, frameCount: 2 });
    const told = await describer.describe(video([RED, BLUE, GREEN]), { signal });
    expect(told?.text).toBe('The image shows a red wall.');
  });

  it('is told which task a model has when its configuration does not say', async () => {
    const folder = await temporaryFolder();
    await writeTinyCaptioner(folder);
    const describer = await describerOf({ model: folder, task: 'image-text-to-text' });
    await expect(describer.describe(video([RED]), { signal })).rejects.toMatchObject({
      code: 'weights-missing',
      message: expect.stringContaining('embed_tokens'),
    });
  });
});

/** The tiny chat model on a hub, in `q8` alone, and options that download from there. */
async function chatOnHub(): Promise<{ hub: ModelHub; options: Partial<DescriberOptions> }> {
  const source = await temporaryFolder();
  await writeTinyPictureChat(source);
  const files: Record<string, Uint8Array> = {};
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative(source, join(entry.parentPath, entry.name));
    files[path.replace('.onnx', '_quantized.onnx')] = await readFile(join(source, path));
  }
  const hub = await startModelHub({ model: 'tiny/chat', files });
  const weightsFolder = await temporaryFolder();
  return { hub, options: { weightsFolder, offline: false, hub: { endpoint: hub.endpoint } } };
}

describe('the transformers describer without its model', () => {
  it('names the command that fetches it when there is no network to be used', async () => {
    const describer = await describerOf({}, { weightsFolder: '/data/weights' });
    await expect(describer.describe(video([RED]), { signal })).rejects.toMatchObject({
      code: 'weights-missing',
      hint:
        'Run: vidtoken fetch HuggingFaceTB/SmolVLM-256M-Instruct --weights /data/weights --dtype q8 – it goes to ' +
        '/data/weights/HuggingFaceTB/SmolVLM-256M-Instruct.',
    });
  });

  it('downloads it once for all callers and tells how far it is', async () => {
    const { hub, options } = await chatOnHub();
    const seen = new Set<string>();
    const describer = await describerOf(
      { model: 'tiny/chat' },
      { ...options, onDownload: ({ model, file }) => seen.add(`${model} ${file}`) },
    );
    const told = await Promise.all(
      [RED, BLUE].map((colour) => describer.describe(video([colour]), { signal })),
    );
    expect(told.map((each) => each?.text)).toEqual(['the video is red.', 'the video is blue.']);
    expect(hub.requests.filter(({ path }) => path.includes('/revision/'))).toHaveLength(1);
    expect(seen).toContain('tiny/chat onnx/vision_encoder_quantized.onnx');
  });

  it('goes on with a download when the call that began it is aborted', async () => {
    const { hub, options } = await chatOnHub();
    const abort = new AbortController();
    const describer = await describerOf(
      { model: 'tiny/chat' },
      { ...options, onDownload: () => abort.abort(new Error('too late')) },
    );
    const first = describer.describe(video([RED]), { signal: abort.signal });
    await expect(first).rejects.toThrow('too late');
    expect((await describer.describe(video([RED]), { signal }))?.text).toBe('the video is red.');
    expect(hub.requests.filter(({ path }) => path.includes('/revision/'))).toHaveLength(1);
  });
});

describe('the transformers describer with a model that does not fit', () => {
  it('says what is wrong with it', async () => {
    const folder = await temporaryFolder();
    await writeTinyClip(folder);
    const describer = await describerOf({ model: folder });
    await expect(describer.prepare?.({ signal })).rejects.toMatchObject({ code: 'weights-missing' });
  });

  it('is disposed of after a failure, and twice', async () => {
    const describer = await describerOf({});
    await expect(describer.describe(video([RED]), { signal })).rejects.toThrow();
    await describer.dispose();
    await describer.dispose();
  });
});
