import { readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { loadVideoTokenModel } from '../../models/video-token/load-video-token-model.js';
import { currentModel, selectModel } from '../../models/video-token/model-folder.js';
import { videoTokenReportSchema } from '../../models/video-token/report.js';
import { type TrainVideoTokenOptions, trainVideoToken } from '../../models/video-token/train-video-token.js';
import { spaceId } from '../../src/core/ids.js';
import { type Progress, silentLogger, silentProgress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { allFinite, cosine, norm } from '../../src/math/vector.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { loadCheckpoint } from '../../src/tensor/checkpoint.js';
import { memory } from '../../src/tensor/tensor.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyEar, tinyExamples, tinyExtractors, tinyEye } from '../support/tiny-student.js';

const learningConfig: VideoTokenConfig = { ...tinyConfig, epochs: 30, wordDropout: 0.5 };

function trainingOptions(modelsFolder: string): TrainVideoTokenOptions {
  return {
    examples: tinyExamples(40),
    extractors: tinyExtractors,
    config: tinyConfig,
    modelsFolder,
    resume: false,
    logger: silentLogger,
    progress: silentProgress,
    clock: () => 0,
    signal: new AbortController().signal,
  };
}

/** Aborts after some steps, like a kill between two of them. */
function abortAfter(steps: number): { readonly progress: Progress; readonly signal: AbortSignal } {
  const controller = new AbortController();
  let seen = 0;
  const stage = {
    advance(items: number): void {
      seen += items;
      if (seen >= steps) controller.abort();
    },
    setTotal: () => {},
    done: () => {},
  };
  return { progress: { stage: () => stage }, signal: controller.signal };
}

beforeAll(async () => {
  await selectBackend({ name: 'wasm', logger: silentLogger });
});

describe('a trained student', () => {
  it('learns from the features what the descriptions say, and the report proves it', async () => {
    const options = { ...trainingOptions(await temporaryFolder()), config: learningConfig };
    const { report, folder, space } = await trainVideoToken(options);
    expect(
      videoTokenReportSchema.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))),
    ).toEqual(report);
    expect(report.validationCrossEntropy).toBeLessThan(0.6 * report.shuffledCrossEntropy);
    expect(report.validationCrossEntropy).toBeLessThan(report.zeroTokenCrossEntropy);
    expect(report.shuffledCrossEntropy).toBeLessThan(report.unigramCrossEntropy);
    expect(report.tokenIgnored).toBe(false);
    expect(report.trainVideos + report.validationVideos).toBe(40);
    expect(space.id).toBe(`video-token-${space.modelHash.slice(0, 16)}`);
    expect(space.extractors).toBe('eye@1,ear@1');
    const model = await loadVideoTokenModel(folder);
    const random = new Random(77);
    const [red, redToo, green] = model.embed([
      [tinyEye(random, 0), tinyEar(random, 1)],
      [tinyEye(random, 0), tinyEar(random, 1)],
      [tinyEye(random, 1), tinyEar(random, 0)],
    ]);
    if (red === undefined || redToo === undefined || green === undefined) throw new Error('unreachable');
    expect(norm(red)).toBeCloseTo(1, 5);
    expect(cosine(red, redToo)).toBeGreaterThan(cosine(red, green) + 0.5);
    expect(model.describe(red)).toBe('a red square moves. then rain falls.');
    expect(model.describe(green)).toBe('a green square moves. then a dog barks.');
    model.dispose();
  });

  it('says that the token is ignored when features tell nothing about descriptions', async () => {
    const random = new Random(3);
    const examples = tinyExamples(40).map((example) => ({
      ...example,
      sequences: [tinyEye(random, random.below(3))],
    }));
    const warnings: string[] = [];
    const { report } = await trainVideoToken({
      ...trainingOptions(await temporaryFolder()),
      examples,
      logger: { ...silentLogger, warn: (_, message) => warnings.push(message) },
    });
    expect(report.tokenIgnored).toBe(true);
    expect(warnings).toContain('The decoder ignores the video token.');
  });

  it('has the same space whatever the order of the examples, and another for another seed', async () => {
    const options = trainingOptions(await temporaryFolder());
    const first = await trainVideoToken(options);
    const second = await trainVideoToken({ ...options, examples: options.examples.toReversed() });
    expect(second.space).toEqual(first.space);
    const other = await trainVideoToken({ ...options, config: { ...tinyConfig, seed: 8 } });
    expect(other.space.id).not.toBe(first.space.id);
  });

  it('leaves no tensor behind after training, embedding and reading out', async () => {
    const before = memory().numTensors;
    const { folder } = await trainVideoToken(trainingOptions(await temporaryFolder()));
    expect(memory().numTensors).toBe(before);
    const model = await loadVideoTokenModel(folder);
    const loaded = memory().numTensors;
    const [token] = model.embed([[tinyEye(new Random(1), 0)]]);
    model.describe(token ?? new Float32Array(12));
    expect(memory().numTensors).toBe(loaded);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('training data of every kind', () => {
  it('may hold fewer videos than a batch, emoji, other scripts and a description of 5,000 words', async () => {
    const texts = ['🎬🎬 漢字', 'ein Wort '.repeat(2500), 'x', 'ok', '…'];
    const examples = tinyExamples(5).map((example, index) => ({
      ...example,
      description: texts[index] ?? '',
    }));
    const { report } = await trainVideoToken({ ...trainingOptions(await temporaryFolder()), examples });
    expect(report.trainVideos + report.validationVideos).toBe(5);
    expect(report.descriptionsCut).toBe(1);
    expect(report.tokensCut).toBeGreaterThan(1000);
  });

  it('may be of sound alone', async () => {
    const random = new Random(1);
    const examples = tinyExamples(12).map((example) => ({ ...example, sequences: [tinyEar(random, 0)] }));
    const { folder } = await trainVideoToken({ ...trainingOptions(await temporaryFolder()), examples });
    const model = await loadVideoTokenModel(folder);
    for (const token of model.embed([[tinyEar(random, 1)], [tinyEye(random, 1)], []])) {
      expect(norm(token)).toBeCloseTo(1, 5);
    }
    model.dispose();
  });

  it('is refused when there is one video', async () => {
    const options = { ...trainingOptions(await temporaryFolder()), examples: tinyExamples(1) };
    await expect(trainVideoToken(options)).rejects.toMatchObject({ code: 'too-few-videos' });
  });
});

describe('an interrupted run', () => {
  it.each([2, 7, 13])(
    'aborted after %i steps and resumed ends in the same weights bit for bit',
    async (steps) => {
      const whole = await trainVideoToken(trainingOptions(await temporaryFolder()));
      const options = trainingOptions(await temporaryFolder());
      const aborted = trainVideoToken({ ...options, ...abortAfter(steps) });
      await expect(aborted).rejects.toMatchObject({ code: 'interrupted' });
      const resumed = await trainVideoToken({ ...options, resume: true });
      // Four steps an epoch: nothing is on disk before the fourth.
      expect(resumed.resumed).toBe(steps > 4);
      expect(resumed.space).toEqual(whole.space);
      expect(await loadCheckpoint(join(resumed.folder, 'weights.bin'))).toEqual(
        await loadCheckpoint(join(whole.folder, 'weights.bin')),
      );
      expect(resumed.report.history).toEqual(whole.report.history);
    },
  );

  it('is left alone by a run on other data or another configuration', async () => {
    const options = trainingOptions(await temporaryFolder());
    await expect(trainVideoToken({ ...options, ...abortAfter(6) })).rejects.toThrow('interrupted');
    const other = { ...options, resume: true, config: { ...tinyConfig, weightDecay: 0.2 } };
    await expect(trainVideoToken({ ...other, ...abortAfter(6) })).rejects.toThrow('1 finished epochs');
    const resumed = await trainVideoToken({ ...options, resume: true });
    expect(resumed.resumed).toBe(true);
  });

  it('is refused with a truncated checkpoint, and starts anew without resume', async () => {
    const modelsFolder = await temporaryFolder();
    const options = trainingOptions(modelsFolder);
    await expect(trainVideoToken({ ...options, ...abortAfter(6) })).rejects.toThrow('interrupted');
    const last = await checkpointPath(modelsFolder, 'last.vtck');
    await truncate(last, 1000);
    await expect(trainVideoToken({ ...options, resume: true })).rejects.toMatchObject({
      code: 'checkpoint-invalid',
    });
    expect((await trainVideoToken(options)).resumed).toBe(false);
  });

  it('keeps the last good checkpoint when the loss is no longer a number', async () => {
    const modelsFolder = await temporaryFolder();
    const options = trainingOptions(modelsFolder);
    // Decay this strong multiplies the weights by −9 at each step until they overflow.
    const config = { ...tinyConfig, weightDecay: 1000, warmUpShare: 0, epochs: 40, patienceEpochs: 40 };
    await expect(trainVideoToken({ ...options, config })).rejects.toMatchObject({
      code: 'training-diverged',
    });
    const last = await loadCheckpoint(await checkpointPath(modelsFolder, 'last.vtck'));
    expect(last?.facts).toHaveProperty('history.0.epoch', 1);
    for (const { values } of last?.tensors.values() ?? []) expect(allFinite(values)).toBe(true);
    expect((await readdir(join(modelsFolder, 'video-token'))).filter((name) => name !== 'training')).toEqual(
      [],
    );
  });

  it('keeps the last good checkpoint when the disk is full', async () => {
    const modelsFolder = await temporaryFolder();
    const options = trainingOptions(modelsFolder);
    await expect(trainVideoToken({ ...options, ...abortAfter(6) })).rejects.toThrow('interrupted');
    const last = await checkpointPath(modelsFolder, 'last.vtck');
    const before = await readFile(last);
    await symlink('/dev/full', `${last}.partial`);
    await expect(trainVideoToken({ ...options, resume: true })).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readFile(last)).toEqual(before);
    expect((await trainVideoToken({ ...options, resume: true })).resumed).toBe(true);
  });
});

describe('a model folder', () => {
  it('is refused when a file is missing, damaged or of another model', async () => {
    const modelsFolder = await temporaryFolder();
    const { folder } = await trainVideoToken(trainingOptions(modelsFolder));
    const other = await trainVideoToken({
      ...trainingOptions(modelsFolder),
      config: { ...tinyConfig, seed: 9 },
    });
    const weights = await readFile(join(folder, 'weights.bin'));
    await writeFile(join(folder, 'weights.bin'), await readFile(join(other.folder, 'weights.bin')));
    await expect(loadVideoTokenModel(folder)).rejects.toThrow('do not belong together');
    await writeFile(join(folder, 'weights.bin'), weights.subarray(0, weights.length - 4));
    await expect(loadVideoTokenModel(folder)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await writeFile(join(folder, 'config.json'), '{}');
    await expect(loadVideoTokenModel(folder)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    await expect(loadVideoTokenModel(join(modelsFolder, 'nowhere'))).rejects.toMatchObject({
      code: 'checkpoint-invalid',
    });
  });

  it('is current once selected; a damaged pointer is named', async () => {
    const modelsFolder = await temporaryFolder();
    expect(await currentModel(modelsFolder)).toBeUndefined();
    const id = spaceId('video-token-0123456789abcdef');
    await selectModel(modelsFolder, id);
    expect(await currentModel(modelsFolder)).toBe(id);
    await writeFile(join(modelsFolder, 'video-token', 'current.json'), '{"spaceId":"../../etc"}');
    await expect(currentModel(modelsFolder)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
  });

  it('refuses features of an extractor it was not trained on, and NaN', async () => {
    const { folder } = await trainVideoToken(trainingOptions(await temporaryFolder()));
    const model = await loadVideoTokenModel(folder);
    const eye = tinyEye(new Random(1), 0);
    expect(() => model.embed([[{ ...eye, extractorId: 'nose' }]])).toThrow('"nose"');
    eye.tokens[0] = Number.NaN;
    expect(() => model.embed([[eye]])).toThrow('not a finite number');
    model.dispose();
  });
});

async function checkpointPath(modelsFolder: string, name: string): Promise<string> {
  const training = join(modelsFolder, 'video-token', 'training');
  const [run] = await readdir(training);
  return join(training, run ?? '', name);
}
