import { copyFile, cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { extractorSetLabel, type FeatureExtractor, type FeatureSequence } from '../../src/core/features.js';
import type { VideoSample } from '../../src/core/media.js';
import { createExtractor, findLearnedExtractors, usualExtractorIds } from '../../src/features/registry.js';
import { createTextTower } from '../../src/features/text-tower.js';
import { cosine, norm, normalised } from '../../src/math/vector.js';
import { hasSharedWeights, SHARED_WEIGHTS } from '../support/shared-data.js';
import { paintedFrame, type Rgb, soundTrack, syntheticSample } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyModelWeights } from '../support/tiny-model-weights.js';
import { TINY_CLAP_WIDTH } from '../support/tiny-models/tiny-clap.js';
import { TINY_CLIP_WIDTH, writeTinyClip } from '../support/tiny-models/tiny-clip.js';
import { TINY_IMAGE_WIDTH } from '../support/tiny-models/tiny-image-encoder.js';
import { TINY_SENTENCE_WIDTH } from '../support/tiny-models/tiny-sentence-encoder.js';

const { signal } = new AbortController();
const CLIP = 'Xenova/clip-vit-base-patch32';

async function tinyWeights(): Promise<string> {
  const weightsFolder = await temporaryFolder();
  await writeTinyModelWeights(weightsFolder);
  return weightsFolder;
}

async function open(id: string, weightsFolder: string): Promise<FeatureExtractor> {
  const extractor = await createExtractor(id, { weightsFolder, threads: 1 });
  onTestFinished(() => extractor.dispose());
  return extractor;
}

async function extract(extractor: FeatureExtractor, sample: VideoSample): Promise<FeatureSequence> {
  const sequence = await extractor.extract(sample, { signal });
  if (sequence === undefined) throw new Error('the video gave no features');
  return sequence;
}

/** Lays `<weights>/<id>/vidtoken-extractor.json` out. */
async function configure(
  weightsFolder: string,
  configuration: { readonly id: string; readonly [name: string]: unknown },
) {
  const folder = join(weightsFolder, configuration.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vidtoken-extractor.json'), JSON.stringify(configuration));
}

const flat = (colour: Rgb) => paintedFrame({ paint: () => colour });
const near = (values: ArrayLike<number>) => Array.from(values, (value) => expect.closeTo(value, 5));
const tokenOf = ({ tokens, width }: FeatureSequence, index: number): Float32Array =>
  tokens.subarray(index * width, (index + 1) * width);

describe('clip', () => {
  it.each(['clip', 'siglip'] as const)('gives the unit rows of a %s, frame by frame', async (modelType) => {
    const weightsFolder = await temporaryFolder();
    const projection = await writeTinyClip(join(weightsFolder, CLIP), { modelType });
    const row = (channel: number) =>
      projection.subarray(channel * TINY_CLIP_WIDTH, (channel + 1) * TINY_CLIP_WIDTH);
    const clip = await open('clip', weightsFolder);
    expect(clip.spec).toMatchObject({ modality: 'visual', width: TINY_CLIP_WIDTH, textAligned: true });
    const frames = [flat([255, 0, 0]), flat([0, 51, 0]), flat([0, 0, 255])];
    const sequence = await extract(clip, syntheticSample({ frames }));
    for (const channel of [0, 1, 2]) {
      expect([...tokenOf(sequence, channel)]).toEqual(near(normalised(row(channel))));
    }
    const mean = row(0).map((_, place) =>
      [0, 1, 2].reduce((sum, channel) => sum + (normalised(row(channel))[place] as number), 0),
    );
    // All three are blank alike, so they weigh the same.
    expect([...sequence.pooled]).toEqual(near(normalised(mean)));
  });

  it('lets a blank frame weigh a hundredth of a full one', async () => {
    const weightsFolder = await temporaryFolder();
    const projection = await writeTinyClip(join(weightsFolder, CLIP));
    const halves = paintedFrame({ paint: (x) => (x < 0.5 ? [255, 0, 0] : [0, 0, 0]) });
    const sequence = await extract(
      await open('clip', weightsFolder),
      syntheticSample({ frames: [halves, flat([0, 0, 9])] }),
    );
    const [red, blue] = [0, 2].map((channel) =>
      normalised(projection.subarray(channel * TINY_CLIP_WIDTH, (channel + 1) * TINY_CLIP_WIDTH)),
    ) as [Float32Array, Float32Array];
    const expected = normalised(red.map((value, place) => value + 0.01 * (blue[place] as number)));
    expect([...sequence.pooled]).toEqual(near(expected));
  });

  it('and its text side find each other in one space', async () => {
    const weightsFolder = await tinyWeights();
    const clip = await open('clip', weightsFolder);
    const tower = await createTextTower(clip.spec, { weightsFolder, threads: 1 });
    onTestFinished(() => tower.dispose());
    expect([tower.model, tower.width]).toEqual([CLIP, clip.spec.pooledWidth]);
    for (const [colour, word] of [
      [[255, 0, 0], 'a picture of something red'],
      [[0, 200, 0], 'green'],
      [[0, 0, 120], `blue${' something'.repeat(200)}`],
    ] as const) {
      const vector = await tower.embed(word, { signal });
      expect(norm(vector)).toBeCloseTo(1, 5);
      const { pooled } = await extract(clip, syntheticSample({ frames: [flat(colour)] }));
      expect(cosine(vector, pooled)).toBeCloseTo(1, 4);
    }
  });
});

describe('the text side', () => {
  it('of another model than the one of the store is refused', async () => {
    const weightsFolder = await tinyWeights();
    const { spec } = await open('clip', weightsFolder);
    const stored = { ...spec, weightsHash: '00ff00ff00ff' };
    await expect(createTextTower(stored, { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'extractor-mismatch',
      message: expect.stringContaining('clip@1+00ff00ff00ff'),
    });
  });

  it('that is not there is named with the command that fetches it', async () => {
    const weightsFolder = await tinyWeights();
    const { spec } = await open('clip', weightsFolder);
    await rm(join(weightsFolder, CLIP, 'onnx', 'text_model.onnx'));
    await expect(createTextTower(spec, { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'weights-missing',
      message: expect.stringContaining(join(weightsFolder, CLIP, 'onnx', 'text_model.onnx')),
      hint: expect.stringContaining(`vidtoken fetch ${CLIP} --weights ${weightsFolder}`),
    });
  });

  it('is missed at an extractor that has none', async () => {
    const weightsFolder = await tinyWeights();
    const { spec } = await open('image', weightsFolder);
    await expect(createTextTower(spec, { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('image has no usable text side'),
    });
  });
});

describe('image', () => {
  it('reads the class token, or the mean of all tokens when told to', async () => {
    const weightsFolder = await tinyWeights();
    await configure(weightsFolder, { id: 'mean', kind: 'image', model: 'dinov2-small', pooling: 'mean' });
    await rename(join(weightsFolder, 'Xenova', 'dinov2-small'), join(weightsFolder, 'dinov2-small'));
    const sample = syntheticSample();
    const byClass = await extract(await open('image', weightsFolder), sample);
    const byMean = await extract(await open('mean', weightsFolder), sample);
    expect(byClass.width).toBe(TINY_IMAGE_WIDTH);
    for (const index of sample.frames.keys()) expect(norm(tokenOf(byClass, index))).toBeCloseTo(1, 5);
    // In the tiny model the class token is the mean of the four patches, and so of all five tokens.
    expect([...byMean.tokens]).toEqual(near(byClass.tokens));
  });

  it('says what an output lacks that it was told to read', async () => {
    const weightsFolder = await tinyWeights();
    await configure(weightsFolder, {
      id: 'pooled',
      kind: 'image',
      model: 'Xenova/dinov2-small',
      pooling: 'pooled',
    });
    await configure(weightsFolder, { id: 'wide', kind: 'image', model: 'Xenova/dinov2-small', width: 7 });
    for (const [id, message] of [
      ['pooled', 'it gives "last_hidden_state", not "pooler_output"'],
      ['wide', 'is [4, 6], not [4, 7]; write "width": 6 into'],
    ] as const) {
      const extractor = await open(id, weightsFolder);
      await expect(extractor.extract(syntheticSample(), { signal })).rejects.toMatchObject({
        code: 'configuration',
        message: expect.stringContaining(message),
      });
    }
  });

  it.skipIf(!hasSharedWeights)(
    'reads a real MobileNetV2 by path (skipped where ../shared/weights is absent)',
    async () => {
      const weightsFolder = await temporaryFolder();
      const model = join(SHARED_WEIGHTS, 'mobilenet_v2');
      await configure(weightsFolder, { id: 'mobile', kind: 'image', model, pooling: 'pooled', width: 1280 });
      // At 256 pixels both preprocessors only crop.
      const paint = (x: number, y: number): Rgb => [255 * x, 255 * y, 255 * Math.abs(Math.sin(20 * x * y))];
      const sample = syntheticSample({ frames: [paintedFrame({ width: 256, height: 256, paint })] });
      const { pooled } = await extract(await open('mobile', weightsFolder), sample);
      const own = await extract(await open('mobilenet_v2', SHARED_WEIGHTS), sample);
      expect(cosine(pooled, own.pooled)).toBeGreaterThan(0.99999);
    },
  );

  it('asks for the width that a model does not tell', async () => {
    const weightsFolder = await tinyWeights();
    const config = join(weightsFolder, 'Xenova', 'dinov2-small', 'config.json');
    await writeFile(config, JSON.stringify({ model_type: 'dinov2' }));
    await expect(createExtractor('image', { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('does not say how wide its features are'),
    });
  });
});

describe('clap', () => {
  it('hears a long sound in windows of 10 s, the last of which ends with it', async () => {
    const clap = await open('clap', await tinyWeights());
    const tone = (seconds: number) => soundTrack(seconds, (time) => Math.sin(2 * Math.PI * 880 * time));
    const long = await extract(clap, syntheticSample({ audio: tone(25) }));
    expect([long.width, ...long.timesSeconds]).toEqual([TINY_CLAP_WIDTH, 0, 10, 15]);
    expect(norm(long.pooled)).toBeCloseTo(1, 5);
    const short = await extract(clap, syntheticSample({ audio: tone(0.4) }));
    expect([...short.timesSeconds]).toEqual([0]);
    // A steady tone is the same in every window.
    expect(cosine(tokenOf(long, 0), tokenOf(long, 2))).toBeGreaterThan(0.9999);
  });
});

describe('text', () => {
  it('is the mean of the words of each piece: title, tags, transcript and writing', async () => {
    const weightsFolder = await tinyWeights();
    const text = {
      title: 'Red bar',
      tags: ['moving', 'right'],
      transcript: 'another bar',
      onScreenText: 'RIGHT',
    };
    const sequence = await extract(await open('text', weightsFolder), syntheticSample({ text }));
    // [CLS] is 2, [SEP] 3; then the words: red, bar, moving, right, another. The comma is unknown (1).
    const pieces = [
      [2, 4, 5, 3],
      [2, 6, 1, 7, 3],
      [2, 8, 5, 3],
      [2, 7, 3],
    ];
    const path = join(weightsFolder, 'Xenova', 'all-MiniLM-L6-v2', 'onnx', 'model.onnx');
    const expected: Float32Array[] = [];
    for (const ids of pieces) expected.push(normalised(await meanRow(path, ids)));
    expect([...sequence.tokens]).toEqual(near(expected.flatMap((row) => [...row])));
    const sum = new Float32Array(TINY_SENTENCE_WIDTH).map((_, place) =>
      expected.reduce((total, row) => total + (row[place] as number), 0),
    );
    expect([...sequence.pooled]).toEqual(near(normalised(sum)));
  });

  it('does not let a long transcript drown the title', async () => {
    const extractor = await open('text', await tinyWeights());
    const transcript = 'another bar '.repeat(400);
    const both = await extract(extractor, syntheticSample({ text: { title: 'red', tags: [], transcript } }));
    const title = await extract(extractor, syntheticSample({ text: { title: 'red', tags: [] } }));
    const said = await extract(extractor, syntheticSample({ text: { tags: [], transcript } }));
    expect(both.timesSeconds.length).toBe(1 + 10);
    expect(cosine(both.pooled, title.pooled)).toBeCloseTo(cosine(both.pooled, said.pooled), 4);
  });

  it('has nothing to say of signs without a word', async () => {
    const extractor = await open('text', await tinyWeights());
    const sample = syntheticSample({ text: { title: ' … ', tags: ['', '-'] } });
    expect(await extractor.extract(sample, { signal })).toBeUndefined();
  });
});

/** The mean over the words of `last_hidden_state`, by ONNX Runtime itself. */
async function meanRow(path: string, ids: readonly number[]): Promise<Float32Array> {
  const session = await InferenceSession.create(path);
  const tensor = (values: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const ones = tensor(ids.map(() => 1));
  const zeros = tensor(ids.map(() => 0));
  const feeds = { input_ids: tensor(ids), attention_mask: ones, token_type_ids: zeros };
  const { last_hidden_state: rows } = await session.run(feeds);
  await session.release();
  const values = Float32Array.from((rows?.data ?? []) as Float32Array);
  return new Float32Array(TINY_SENTENCE_WIDTH).map((_, place) => {
    const column = ids.map((__, word) => values[word * TINY_SENTENCE_WIDTH + place] as number);
    return column.reduce((sum, value) => sum + value, 0) / ids.length;
  });
}

describe('the identity of a model extractor', () => {
  const label = async (id: string, weightsFolder: string) =>
    extractorSetLabel([(await open(id, weightsFolder)).spec]);

  it('is the same wherever the weights folder lies', async () => {
    const [one, other] = [await tinyWeights(), await tinyWeights()];
    expect(await label('clip', one)).toMatch(/^clip@1\+[0-9a-f]{12}$/);
    expect(await label('clip', one)).toBe(await label('clip', other));
  });

  it('changes with weights, preprocessing, number format, pooling and commit, but not with the text side', async () => {
    const weightsFolder = await tinyWeights();
    const folder = join(weightsFolder, CLIP);
    const image = join(weightsFolder, 'Xenova', 'dinov2-small');
    const before = await label('clip', weightsFolder);
    await writeFile(join(folder, 'onnx', 'text_model.onnx'), 'other words');
    expect(await label('clip', weightsFolder)).toBe(before);
    const labels = [before];
    await writeFile(join(folder, 'preprocessor_config.json'), '{"do_resize": false}');
    labels.push(await label('clip', weightsFolder));
    await copyFile(join(folder, 'onnx', 'text_model.onnx'), join(folder, 'onnx', 'vision_model.onnx'));
    labels.push(await label('clip', weightsFolder));
    await rename(join(folder, 'onnx', 'vision_model.onnx'), join(folder, 'onnx', 'vision_model_fp16.onnx'));
    labels.push(await label('clip', weightsFolder));
    const record = { model: CLIP, commit: '0123456789abcdef0123456789abcdef01234567', files: {} };
    await writeFile(join(folder, 'vidtoken-model.json'), JSON.stringify(record));
    labels.push(await label('clip', weightsFolder));
    for (const [id, pooling] of [
      ['a', 'cls'],
      ['b', 'mean'],
    ] as const) {
      await configure(weightsFolder, { id, kind: 'image', model: image, pooling });
      labels.push((await label(id, weightsFolder)).replace(/^.*@/, ''));
    }
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('holds to a revision that was written down', async () => {
    const weightsFolder = await tinyWeights();
    const record = { model: CLIP, commit: '0123456789abcdef0123456789abcdef01234567', files: {} };
    await writeFile(join(weightsFolder, CLIP, 'vidtoken-model.json'), JSON.stringify(record));
    await configure(weightsFolder, { id: 'same', kind: 'clip', model: CLIP, revision: '0123456' });
    await configure(weightsFolder, { id: 'other', kind: 'clip', model: CLIP, revision: 'fedcba9' });
    expect((await open('same', weightsFolder)).spec.textAligned).toBe(true);
    await expect(createExtractor('other', { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'weights-missing',
      hint: `Run: vidtoken fetch ${CLIP} --weights ${weightsFolder} --revision fedcba9`,
    });
  });
});

describe('model folders in the weights folder', () => {
  it('that are not there are told of with the command that fetches them', async () => {
    const weightsFolder = await temporaryFolder();
    const found = await findLearnedExtractors(weightsFolder);
    expect(found.map(({ id, state }) => [id, state])).toEqual(
      ['mobilenet_v2', 'yamnet', 'clip', 'image', 'clap', 'text'].map((id) => [id, 'weights-missing']),
    );
    await expect(createExtractor('clip', { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'weights-missing',
      message: `The model ${CLIP} is not in ${weightsFolder}.`,
      hint: `Run: vidtoken fetch ${CLIP} --weights ${weightsFolder} – it goes to ${join(weightsFolder, CLIP)}.`,
    });
  });

  it('join the usual extractors as soon as they are there, several CLIPs under ids of their own', async () => {
    const weightsFolder = await tinyWeights();
    await cp(join(weightsFolder, CLIP), join(weightsFolder, 'second'), { recursive: true });
    await configure(weightsFolder, { id: 'my-clip', kind: 'clip', model: join(weightsFolder, 'second') });
    await configure(weightsFolder, { id: 'far', kind: 'clip', model: 'somebody/far' });
    const notes: string[] = [];
    const ids = await usualExtractorIds(weightsFolder, { onNote: ({ id }) => notes.push(id) });
    expect(ids.slice(3)).toEqual(['clip', 'image', 'clap', 'text', 'mean-colour', 'my-clip']);
    expect(notes).toEqual([]);
    const folders = (await findLearnedExtractors(weightsFolder)).map(({ id, folder }) => [id, folder]);
    expect(Object.fromEntries(folders)).toMatchObject({
      clip: join(weightsFolder, CLIP),
      'my-clip': join(weightsFolder, 'second'),
      'mean-colour': join(weightsFolder, 'mean-colour'),
    });
    const { spec } = await open('my-clip', weightsFolder);
    expect(spec.weightsHash).not.toBe((await open('clip', weightsFolder)).spec.weightsHash);
  });

  it.each([
    [{ id: 'x', kind: 'smell', model: 'a/b' }, 'kind'],
    [
      { id: 'x', kind: 'clip', model: 'a/b', pooling: 'mean' },
      'only the kinds "image" and "text" have a pooling',
    ],
    [{ id: 'x', kind: 'clip', model: 'a/b', revision: 'main' }, 'a revision is a commit'],
    [{ id: 'x', kind: 'clip' }, 'model'],
  ])('refuse the configuration %j', async (configuration, reason) => {
    const weightsFolder = await temporaryFolder();
    await configure(weightsFolder, configuration);
    await expect(createExtractor('x', { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(reason),
    });
  });

  it('of a kind that is no CLIP are refused when they are opened', async () => {
    const weightsFolder = await tinyWeights();
    const folder = join(weightsFolder, CLIP);
    await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert', projection_dim: 8 }));
    const extractor = await open('clip', weightsFolder);
    await expect(extractor.extract(syntheticSample(), { signal })).rejects.toMatchObject({
      code: 'configuration',
      message: `The model ${CLIP} in ${folder} cannot be used: its kind is "bert", not "clip" or "siglip".`,
    });
  });
});
