import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Frame } from '../../src/core/media.js';
import { openEncoder } from '../../src/inference/encoders/open-encoder.js';
import { tokenIds } from '../../src/inference/encoders/token-ids.js';
import { loadTransformers } from '../../src/inference/transformers/load-transformers.js';
import { sharedModel } from '../../src/inference/worker/shared-model.js';
import { startEncoderThread } from '../../src/inference/worker/start-encoder-thread.js';
import { paintedFrame } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyClip } from '../support/tiny-models/tiny-clip.js';
import { MEAN_COLOUR, MEAN_COLOUR_MODEL, writeExtractorFolder } from '../support/tiny-onnx-model.js';

const { signal } = new AbortController();

async function meanColourOptions() {
  const weightsFolder = await temporaryFolder();
  await writeExtractorFolder(weightsFolder, { configuration: MEAN_COLOUR, model: MEAN_COLOUR_MODEL });
  const path = join(weightsFolder, MEAN_COLOUR.id, 'model.onnx');
  return { path, configuration: MEAN_COLOUR, input: MEAN_COLOUR.input, threads: 1 };
}

const colours = [
  [255, 0, 0],
  [0, 51, 102],
] as const;
const frames = colours.map((colour) => paintedFrame({ paint: () => colour }));

/** Where Linux lists the threads of this process. */
const TASKS = '/proc/self/task';
const isLinux = process.platform === 'linux';

describe('a model in a thread of its own', () => {
  it('gives the bits that it gives in this thread, and takes nothing away from its caller', async () => {
    const options = await meanColourOptions();
    const here = await openEncoder('onnx-image', options);
    const there = startEncoderThread('onnx-image', options);
    onTestFinished(async () => {
      await here.dispose();
      await there.dispose();
    });
    // A view into a larger buffer, as decoders hand out.
    const bytes = new Uint8Array([...(frames[0] as Frame).rgb, ...(frames[1] as Frame).rgb]);
    const size = bytes.length / 2;
    const views = frames.map((frame, index) => ({
      ...frame,
      rgb: bytes.subarray(index * size, (index + 1) * size),
    }));
    expect(await there.encode(views)).toEqual(await here.encode(frames));
    expect(views.map(({ rgb }) => [...rgb])).toEqual(frames.map(({ rgb }) => [...rgb]));
  });

  it('tells its errors as they are', async () => {
    const options = { ...(await meanColourOptions()), path: '/nowhere/model.onnx' };
    const thread = startEncoderThread('onnx-image', options);
    onTestFinished(() => thread.dispose());
    await expect(thread.encode(frames)).rejects.toMatchObject({
      name: 'VidtokenError',
      code: 'configuration',
      message: expect.stringContaining('/nowhere/model.onnx'),
      hint: expect.stringContaining('vidtoken-extractor.json'),
    });
  });

  it('that dies fails the videos that wait for it, which may be tried again', async () => {
    // What comes out of JSON has no type: a kind that there is not.
    const thread = startEncoderThread(JSON.parse('"no-such-kind"'), await meanColourOptions());
    onTestFinished(() => thread.dispose());
    const expected = { name: 'InputError', code: 'extraction-failed', retryable: true };
    await expect(thread.encode(frames)).rejects.toMatchObject(expected);
    await expect(thread.encode(frames)).rejects.toMatchObject(expected);
  });

  it.runIf(isLinux)('is gone after it was disposed of (Linux lists threads)', async () => {
    const options = await meanColourOptions();
    const use = async (): Promise<void> => {
      const model = sharedModel('onnx-image', options, 2);
      await model.encode(frames, { signal });
      await model.dispose();
    };
    await use();
    const before = readdirSync(TASKS).length;
    for (let round = 0; round < 3; round += 1) await use();
    expect(readdirSync(TASKS).length).toBeLessThanOrEqual(before);
  });
});

describe('a text for a text model', () => {
  it('is padded, and when it is too long it loses its end but not the closing token', async () => {
    const folder = await temporaryFolder();
    await writeTinyClip(folder);
    const transformers = await loadTransformers();
    const tokenizer = await transformers.AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    const read = (text: string, isPadded: boolean) => {
      const { input_ids: ids, attention_mask: mask } = tokenIds(transformers, tokenizer, text, {
        longest: 5,
        isPadded,
      });
      return [ids, mask].map((tensor) => Array.from(tensor.data, Number));
    };
    // [PAD] 0, [CLS] 2, [SEP] 3, red 4, green 5, blue 6.
    expect(read('red', true)).toEqual([
      [2, 4, 3, 0, 0],
      [1, 1, 1, 0, 0],
    ]);
    expect(read('red', false)).toEqual([
      [2, 4, 3],
      [1, 1, 1],
    ]);
    expect(read('red green blue red', false)).toEqual([
      [2, 4, 5, 6, 3],
      [1, 1, 1, 1, 1],
    ]);
  });
});
