import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { videoTokenDefaults } from '../../models/video-token/config.js';
import { spaceOf } from '../../models/video-token/model-identity.js';
import {
  type ExtractorSpec,
  extractorIdsOfLabel,
  extractorSetLabel,
  type FeatureExtractor,
} from '../../src/core/features.js';
import { createExtractor, findLearnedExtractors, usualExtractorIds } from '../../src/features/registry.js';
import type { ImageInput, OnnxConfiguration } from '../../src/inference/onnx-configuration.js';
import { paintedFrame, type Rgb, syntheticSample } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import {
  MEAN_COLOUR,
  MEAN_COLOUR_MODEL,
  tinyOnnxModel,
  writeExtractorFolder,
} from '../support/tiny-onnx-model.js';

const signal = new AbortController().signal;

async function extractorFolder(
  overrides: Partial<OnnxConfiguration> = {},
  model: Uint8Array | undefined = MEAN_COLOUR_MODEL,
): Promise<string> {
  const weightsFolder = await temporaryFolder();
  await writeExtractorFolder(weightsFolder, { configuration: { ...MEAN_COLOUR, ...overrides }, model });
  return weightsFolder;
}

async function meanColour(weightsFolder: string): Promise<FeatureExtractor> {
  const extractor = await createExtractor('mean-colour', { weightsFolder, threads: 1 });
  onTestFinished(() => extractor.dispose());
  return extractor;
}

const flat = (colour: Rgb) => paintedFrame({ paint: () => colour });
/** Black and white halves: a frame that counts fully. */
const halves = (share: number) => paintedFrame({ paint: (x) => (x < share ? [255, 255, 255] : [0, 0, 0]) });

describe('an extractor out of a folder', () => {
  it('gives the numbers of its model, frame by frame, over the end of a batch', async () => {
    const extractor = await meanColour(await extractorFolder());
    const colours: readonly Rgb[] = [
      [51, 102, 255],
      [0, 0, 0],
      [255, 0, 0],
      [0, 51, 0],
    ];
    const frames = colours.map(flat);
    const sequence = await extractor.extract(syntheticSample({ frames }), { signal });
    const expected = [0.2, 0.4, 1, 0, 0, 0, 1, 0, 0, 0, 0.2, 0];
    expect([...(sequence?.tokens ?? [])]).toEqual(expected.map((value) => expect.closeTo(value, 6)));
    expect(extractor.spec).toMatchObject({ id: 'mean-colour', modality: 'visual', width: 3, pooledWidth: 3 });
  });

  it('pools to the mean, in which a blank frame weighs a hundredth', async () => {
    const extractor = await meanColour(await extractorFolder());
    const frames = [halves(0.25), halves(0.75), flat([0, 255, 0])];
    const sequence = await extractor.extract(syntheticSample({ frames }), { signal });
    const [red, green] = [(0.25 + 0.75) / 2.01, (0.25 + 0.75 + 0.01) / 2.01];
    expect([...(sequence?.pooled ?? [])]).toEqual([red, green, red].map((value) => expect.closeTo(value, 5)));
  });

  it('stops between two batches when it is aborted', async () => {
    const extractor = await meanColour(await extractorFolder({ batchSize: 1 }));
    const abort = new AbortController();
    const frames = Array.from({ length: 200 }, () => halves(0.5));
    const running = extractor.extract(syntheticSample({ frames }), { signal: abort.signal });
    const reason = new Error('enough');
    setImmediate(() => abort.abort(reason));
    await expect(running).rejects.toBe(reason);
  });

  it('calls numbers that are not finite a fault of the video', async () => {
    const root = tinyOnnxModel({ operation: 'Sqrt', inputShape: [3, 1, 1], outputShape: [3, 1, 1] });
    const input: ImageInput = { ...MEAN_COLOUR.input, crop: { width: 1, height: 1 }, mean: [0.5, 0.5, 0.5] };
    const extractor = await meanColour(await extractorFolder({ input }, root));
    const dark = syntheticSample({ frames: [flat([255, 255, 255]), flat([0, 0, 0])] });
    await expect(extractor.extract(dark, { signal })).rejects.toMatchObject({
      name: 'InputError',
      code: 'extraction-failed',
      message: 'The extractor mean-colour gave numbers that are not finite for this video.',
    });
    const light = syntheticSample({ frames: [flat([255, 255, 255])] });
    expect((await extractor.extract(light, { signal }))?.tokens.length).toBe(3);
  });

  it.each([
    ['a file that is no model', {}, new TextEncoder().encode('words'), 'ONNX Runtime cannot load it'],
    [
      'an output that is not there',
      { output: { name: 'z', width: 3 } },
      undefined,
      'no output "z", only "y"',
    ],
    [
      'another width',
      { output: { name: 'y', width: 4 } },
      undefined,
      'gave 9 values of Float32Array for 3 items, not 4',
    ],
    [
      'another input size',
      { input: { ...MEAN_COLOUR.input, crop: { width: 2, height: 4 } } },
      undefined,
      'does not take what the configuration describes',
    ],
  ])('says what is wrong with %s', async (_name, overrides, model, reason) => {
    const extractor = await meanColour(await extractorFolder(overrides, model ?? MEAN_COLOUR_MODEL));
    await expect(extractor.extract(syntheticSample(), { signal })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('vidtoken-extractor.json'),
    });
  });
});

describe('the identity of a learned extractor', () => {
  const labelOf = async (overrides: Partial<OnnxConfiguration>, model = MEAN_COLOUR_MODEL) =>
    extractorSetLabel([(await meanColour(await extractorFolder(overrides, model))).spec]);

  it('is the same wherever the folder lies and however the work is cut', async () => {
    expect(await labelOf({})).toMatch(/^mean-colour@1\+[0-9a-f]{12}$/);
    expect(await labelOf({ batchSize: 1 })).toBe(await labelOf({}));
  });

  it('changes with the weights, with the way they are read and with the version', async () => {
    const other = tinyOnnxModel({ operation: 'Identity', inputShape: [3, 4, 4], outputShape: [3, 4, 4] });
    const labels = [
      await labelOf({}),
      await labelOf({}, other),
      await labelOf({ input: { ...MEAN_COLOUR.input, mean: [0.1, 0, 0] } }),
      await labelOf({ version: 2 }),
    ];
    expect(new Set(labels).size).toBe(4);
  });

  it('changes with what lies beside the model under its name', async () => {
    const weightsFolder = await extractorFolder();
    const before = (await meanColour(weightsFolder)).spec.weightsHash;
    await writeFile(join(weightsFolder, 'mean-colour', 'model.onnx_data'), 'more weights');
    expect((await meanColour(weightsFolder)).spec.weightsHash).not.toBe(before);
  });

  it('is part of the space of a model that was trained on it', () => {
    const spec = { id: 'eye', version: 1, modality: 'visual', width: 3, pooledWidth: 3 } as const;
    const spaceWith = (extractors: readonly ExtractorSpec[]) =>
      spaceOf({
        config: videoTokenDefaults,
        extractors,
        tokenizer: { format: 'vidtoken-byte-pair-1', merges: [] },
        tensors: new Map(),
      });
    const spaces = [
      spaceWith([spec]),
      spaceWith([{ ...spec, weightsHash: '00ff00ff00ff' }]),
      spaceWith([{ ...spec, weightsHash: '11ff11ff11ff' }]),
    ];
    expect(new Set(spaces.map(({ id }) => id)).size).toBe(3);
    expect(spaces.map(({ extractors }) => extractors)).toEqual([
      'eye@1',
      'eye@1+00ff00ff00ff',
      'eye@1+11ff11ff11ff',
    ]);
  });

  it('leaves the ids of a label readable', () => {
    expect(extractorIdsOfLabel('signal-visual@1,mobilenet_v2@12+00ff00ff00ff,text-hash@1')).toBe(
      'signal-visual,mobilenet_v2,text-hash',
    );
  });
});

describe('the weights folder', () => {
  it('that does not exist has the built-in extractors, without their weights', async () => {
    const weightsFolder = join(await temporaryFolder(), 'nothing');
    const found = await findLearnedExtractors(weightsFolder);
    expect(found.map(({ id, state }) => [id, state]).slice(0, 2)).toEqual([
      ['mobilenet_v2', 'weights-missing'],
      ['yamnet', 'weights-missing'],
    ]);
    const path = join(weightsFolder, 'yamnet', 'yamnet.onnx');
    await expect(createExtractor('yamnet', { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'weights-missing',
      message: `The extractor yamnet has no weights in ${join(weightsFolder, 'yamnet')}: there is no ${path}.`,
      hint: expect.stringContaining('--weights <folder> or VIDTOKEN_WEIGHTS'),
    });
  });

  it('adds what is ready to the usual extractors, tells what is broken and passes over other folders', async () => {
    const weightsFolder = await extractorFolder();
    await writeExtractorFolder(weightsFolder, { configuration: { ...MEAN_COLOUR, id: 'no-model' } });
    await writeExtractorFolder(weightsFolder, {
      configuration: { id: 'broken', version: 1, modality: 'visual', input: { kind: 'smell' } },
    });
    await mkdir(join(weightsFolder, 'something-else'));
    const notes: string[] = [];
    const onNote = ({ id, problem }: { readonly id: string; readonly problem: string }) => {
      notes.push(`${id}: ${problem}`);
    };
    expect(await usualExtractorIds(weightsFolder, { onNote })).toEqual([
      'signal-visual',
      'signal-audio',
      'text-hash',
      'mean-colour',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/^broken: .*vidtoken-extractor\.json is not valid: .*output/),
    ]);
  });

  it.each([
    ['words', 'not JSON', 'is not valid'],
    [{ ...MEAN_COLOUR, id: 'other' }, 'the id of another folder', 'its id is "other", but its folder'],
    [{ ...MEAN_COLOUR, modality: 'audio' }, 'a picture that is to be heard', 'an "image" input is visual'],
    [{ ...MEAN_COLOUR, file: '../model.onnx' }, 'a file outside', 'inside the folder'],
    [{ ...MEAN_COLOUR, colour: 'red' }, 'an unknown word', 'colour'],
  ])('refuses %j: %s', async (written, _what, reason) => {
    const weightsFolder = await temporaryFolder();
    await mkdir(join(weightsFolder, 'mean-colour'));
    const text = typeof written === 'string' ? written : JSON.stringify(written);
    await writeFile(join(weightsFolder, 'mean-colour', 'vidtoken-extractor.json'), text);
    await expect(createExtractor('mean-colour', { weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(reason),
    });
  });

  it('may configure a built-in extractor anew', async () => {
    const weightsFolder = await temporaryFolder();
    await writeExtractorFolder(weightsFolder, {
      configuration: { ...MEAN_COLOUR, id: 'mobilenet_v2' },
      model: MEAN_COLOUR_MODEL,
    });
    const extractor = await createExtractor('mobilenet_v2', { weightsFolder, threads: 1 });
    expect(extractor.spec.width).toBe(3);
  });
});
