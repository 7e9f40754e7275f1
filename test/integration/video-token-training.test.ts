import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { loadVideoTokenModel } from '../../models/video-token/load-video-token-model.js';
import { currentModel, selectModel } from '../../models/video-token/model-folder.js';
import { modelHashOf } from '../../models/video-token/model-identity.js';
import { videoTokenReportSchema } from '../../models/video-token/report.js';
import { trainVideoToken } from '../../models/video-token/train-video-token.js';
import type { TrainVideoTokenOptions } from '../../models/video-token/training-run.js';
import { spaceId } from '../../src/core/ids.js';
import { type Progress, silentLogger, silentProgress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { allFinite, cosine, norm } from '../../src/math/vector.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { loadCheckpoint } from '../../src/tensor/checkpoint.js';
import { memory } from '../../src/tensor/tensor.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyEar, tinyExamples, tinyExtractors, tinyEye } from '../support/tiny-student.js';

/** Without the second training of a decoder, which few of these tests ask about. */
const quickConfig: VideoTokenConfig = { ...tinyConfig, withoutTokenBaseline: false };

/** Every addition to the plain cross-entropy at once, and checkpoints in the middle of an epoch. */
const everyExtra: VideoTokenConfig = {
  ...quickConfig,
  encoderDropout: 0.1,
  decoderDropout: 0.1,
  inputNoise: 0.1,
  tokenDropout: 0.1,
  tokenNoise: 0.1,
  labelSmoothing: 0.1,
  rareWordExponent: 0.5,
  bagOfWordsWeight: 1,
  contrastiveWeight: 0.5,
  contrastiveDimension: 10,
  relationWeight: 0.5,
  featureDropout: 0.1,
  centredGradient: true,
  averageDecay: 0.9,
  checkpointEverySteps: 3,
};

/** The other encoder, sound as a part of its own, and a token that only its heads shape. */
const branches: VideoTokenConfig = {
  ...quickConfig,
  encoder: 'pooled',
  soundShare: 0.3,
  soundDimension: 4,
  soundWidth: 8,
  encoderDropout: 0.1,
  featureDropout: 0.2,
  centredGradient: true,
  crossEntropyWeight: 0,
  bagOfWordsWeight: 1,
  relationWeight: 1,
};

const learningConfig: VideoTokenConfig = { ...tinyConfig, epochs: 30, wordDropout: 0.5 };

function trainingOptions(modelsFolder: string): TrainVideoTokenOptions {
  return {
    examples: tinyExamples(40),
    extractors: tinyExtractors,
    config: quickConfig,
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
    expect(report.validationCrossEntropy).toBeLessThan(0.8 * (report.withoutTokenCrossEntropy ?? 0));
    expect(report.withoutTokenCrossEntropy).toBeLessThan(report.unigramCrossEntropy);
    expect(report.descriptionRetrieval?.recallAt1).toBeGreaterThan(0.7);
    expect(report.descriptionRetrieval?.medianRank).toBe(1);
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
    // Sound without a picture, and a picture without sound, are normal: modality dropout has shown both.
    const [heard, seen] = model.embed([[tinyEar(random, 1)], [tinyEye(random, 2)]]);
    expect(model.describe(heard ?? red)).toContain('rain falls');
    expect(model.describe(seen ?? red)).toContain('blue square');
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
    const other = await trainVideoToken({ ...options, config: { ...quickConfig, seed: 8 } });
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

describe('a run with every extra', () => {
  it('reports each loss by name, and its model holds no weight of a head', async () => {
    const options = { ...trainingOptions(await temporaryFolder()), config: everyExtra };
    const { report, folder } = await trainVideoToken(options);
    const [row] = report.history;
    expect(Object.keys(row?.auxiliary ?? {}).sort()).toEqual(['bagOfWords', 'contrastive', 'relation']);
    const weights = await loadCheckpoint(join(folder, 'weights.bin'));
    const names = [...(weights?.tensors.keys() ?? [])];
    expect(names.filter((name) => name.startsWith('head/') || name.startsWith('average/'))).toEqual([]);
    const model = await loadVideoTokenModel(folder);
    expect(norm(model.embed([[tinyEye(new Random(1), 0)]])[0] ?? [])).toBeCloseTo(1, 5);
    model.dispose();
  });

  it('learns as the plain run does', async () => {
    const config = { ...everyExtra, epochs: 40, wordDropout: 0.5 };
    const { report } = await trainVideoToken({ ...trainingOptions(await temporaryFolder()), config });
    expect(report.tokenIgnored).toBe(false);
    expect(report.validationCrossEntropy).toBeLessThan(0.85 * report.shuffledCrossEntropy);
  });

  it('leaves no tensor behind', async () => {
    const before = memory().numTensors;
    await trainVideoToken({ ...trainingOptions(await temporaryFolder()), config: everyExtra });
    expect(memory().numTensors).toBe(before);
  });
});

describe('a run with the pooled encoder and the sound apart', () => {
  it('learns tokens that the decoder reads though it does not shape them', async () => {
    const config = { ...branches, epochs: 30 };
    const options = { ...trainingOptions(await temporaryFolder()), config };
    const { report, folder } = await trainVideoToken(options);
    expect(report.tokenIgnored).toBe(false);
    expect(report.validationCrossEntropy).toBeLessThan(0.85 * report.shuffledCrossEntropy);
    const model = await loadVideoTokenModel(folder);
    const random = new Random(77);
    const [red, redToo, green, heard, other] = model
      .embed([
        [tinyEye(random, 0), tinyEar(random, 1)],
        [tinyEye(random, 0)],
        [tinyEye(random, 1), tinyEar(random, 1)],
        [tinyEar(random, 1)],
        [tinyEar(random, 2)],
      ])
      .map((token) => [...token]);
    if (red === undefined || heard === undefined) throw new Error('unreachable');
    expect(norm(red)).toBeCloseTo(1, 5);
    expect(cosine(red, redToo ?? [])).toBeGreaterThan(cosine(red, green ?? []) + 0.3);
    expect(cosine(red, heard)).toBeGreaterThan(cosine(red, other ?? []) + 0.3);
    expect(norm(heard.slice(0, 8))).toBe(0);
    model.dispose();
  });

  it('aborted and resumed ends in the same weights bit for bit', async () => {
    const whole = await trainVideoToken({ ...trainingOptions(await temporaryFolder()), config: branches });
    const options = { ...trainingOptions(await temporaryFolder()), config: branches };
    const run = trainVideoToken({ ...options, ...abortAfter(7) });
    await expect(run).rejects.toMatchObject({ code: 'interrupted' });
    const resumed = await trainVideoToken({ ...options, resume: true });
    expect(resumed.resumed).toBe(true);
    expect(resumed.space).toEqual(whole.space);
    expect(resumed.report).toEqual(whole.report);
  });

  it('has another space with another share of the sound', async () => {
    const options = trainingOptions(await temporaryFolder());
    const first = await trainVideoToken({ ...options, config: branches });
    const second = await trainVideoToken({ ...options, config: { ...branches, soundShare: 0.2 } });
    expect(second.space.id).not.toBe(first.space.id);
  });
});

describe('what a run writes beside the model', () => {
  it('is a row per evaluation that survives a kill without doubles, in both folders', async () => {
    const modelsFolder = await temporaryFolder();
    const options = { ...trainingOptions(modelsFolder), config: everyExtra };
    await expect(trainVideoToken({ ...options, ...abortAfter(10) })).rejects.toThrow('interrupted');
    const rowsOf = async (path: string): Promise<{ epoch: number; step: number }[]> =>
      (await readFile(path, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const before = await rowsOf(await checkpointPath(modelsFolder, 'metrics.jsonl'));
    expect(before.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const { folder, report } = await trainVideoToken({ ...options, resume: true });
    const rows = await rowsOf(join(folder, 'metrics.jsonl'));
    expect(rows).toEqual(report.history);
    expect(rows.map(({ epoch }) => epoch)).toEqual(report.history.map((_, index) => index + 1));
    expect(rows.at(-1)?.step).toBe(report.steps);
    expect(rows.slice(0, 2)).toEqual(before);
  });

  it('measures held-out labels, and the space is the same with and without the reporting', async () => {
    const colours = ['red', 'green', 'blue'];
    const examples = tinyExamples(60).map((example) => ({
      ...example,
      labels: { colour: colours.find((colour) => example.description.includes(colour)) ?? '' },
    }));
    const config: VideoTokenConfig = { ...learningConfig, epochs: 10, validationShare: 0.4 };
    const options = { ...trainingOptions(await temporaryFolder()), examples, config };
    const { report, space } = await trainVideoToken(options);
    const [row] = report.labelRetrieval;
    expect(row?.label).toBe('colour');
    expect(row?.queries).toBe(report.validationVideos);
    expect(row?.hitRates[0]?.hitRate).toBeGreaterThan(1.3 * (row?.hitRates[0]?.chance ?? 1));
    expect(row?.precisionAt10).toBeGreaterThan(1.3 * (row?.chancePrecisionAt10 ?? 1));
    const bare = await trainVideoToken({
      ...options,
      config: { ...config, withoutTokenBaseline: false, retrievalVideos: 0 },
    });
    expect(bare.space).toEqual(space);
    expect(bare.report.withoutTokenCrossEntropy).toBeUndefined();
    expect(bare.report.descriptionRetrieval).toBeUndefined();
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
      // Five steps an epoch: nothing is on disk before the fifth.
      expect(resumed.resumed).toBe(steps > 5);
      expect(resumed.space).toEqual(whole.space);
      expect(await loadCheckpoint(join(resumed.folder, 'weights.bin'))).toEqual(
        await loadCheckpoint(join(whole.folder, 'weights.bin')),
      );
      expect(resumed.report.history).toEqual(whole.report.history);
    },
  );

  it('killed at a random step, every extra on, ends in the same weights bit for bit', async () => {
    const whole = await trainVideoToken({
      ...trainingOptions(await temporaryFolder()),
      config: everyExtra,
    });
    const random = new Random(2024);
    const options = { ...trainingOptions(await temporaryFolder()), config: everyExtra };
    // Killed again and again, each time a few steps further; a checkpoint lies at most three steps back.
    for (let killed = 3 + random.below(3); killed < 16; killed += 3 + random.below(3)) {
      const run = trainVideoToken({ ...options, resume: true, ...abortAfter(killed) });
      await expect(run).rejects.toMatchObject({ code: 'interrupted' });
    }
    const resumed = await trainVideoToken({ ...options, resume: true });
    expect(resumed.resumed).toBe(true);
    expect(await loadCheckpoint(join(resumed.folder, 'weights.bin'))).toEqual(
      await loadCheckpoint(join(whole.folder, 'weights.bin')),
    );
    expect(resumed.report).toEqual(whole.report);
  });

  it('is left alone by a run on other data or another configuration', async () => {
    const options = trainingOptions(await temporaryFolder());
    await expect(trainVideoToken({ ...options, ...abortAfter(6) })).rejects.toThrow('interrupted');
    const other = { ...options, resume: true, config: { ...quickConfig, weightDecay: 0.2 } };
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

  it('is refused with the checkpoint of another configuration', async () => {
    const modelsFolder = await temporaryFolder();
    const options = trainingOptions(modelsFolder);
    await expect(trainVideoToken({ ...options, ...abortAfter(6) })).rejects.toThrow('interrupted');
    const foreign = {
      ...options,
      modelsFolder: await temporaryFolder(),
      config: { ...quickConfig, seed: 8 },
    };
    await expect(trainVideoToken({ ...foreign, ...abortAfter(6) })).rejects.toThrow('interrupted');
    const own = await checkpointPath(modelsFolder, 'last.vtck');
    const good = await readFile(own);
    await writeFile(own, await readFile(await checkpointPath(foreign.modelsFolder, 'last.vtck')));
    const refused = { code: 'checkpoint-invalid', message: expect.stringContaining('not written by this') };
    await expect(trainVideoToken({ ...options, resume: true })).rejects.toMatchObject(refused);
    await writeFile(own, good);
    expect((await trainVideoToken({ ...options, resume: true })).resumed).toBe(true);
  });

  it('goes on from the end of training when it was stopped while the report was measured', async () => {
    const config = { ...tinyConfig, withoutTokenBaseline: true };
    const whole = await trainVideoToken({ ...trainingOptions(await temporaryFolder()), config });
    const modelsFolder = await temporaryFolder();
    const options = { ...trainingOptions(modelsFolder), config };
    const stopped = trainVideoToken({ ...options, ...abortAfter(whole.report.steps + 3) });
    await expect(stopped).rejects.toThrow();
    const best = await checkpointPath(modelsFolder, 'best.vtck');
    const good = await readFile(best);
    await truncate(best, 500);
    const refused = { code: 'checkpoint-invalid' };
    await expect(trainVideoToken({ ...options, resume: true })).rejects.toMatchObject(refused);
    await writeFile(best, good);
    const resumed = await trainVideoToken({ ...options, resume: true });
    expect(resumed.report).toEqual(whole.report);
  });

  it('keeps the last good checkpoint when the disk is full while the model is saved', async () => {
    const whole = await trainVideoToken(trainingOptions(await temporaryFolder()));
    const options = trainingOptions(await temporaryFolder());
    const folder = join(options.modelsFolder, 'video-token', whole.space.id);
    await mkdir(folder, { recursive: true });
    await symlink('/dev/full', join(folder, 'weights.bin.partial'));
    await expect(trainVideoToken(options)).rejects.toMatchObject({ code: 'disk-full' });
    await expect(loadVideoTokenModel(folder)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    const again = await trainVideoToken({ ...options, resume: true });
    expect(again.resumed).toBe(true);
    expect(again.report).toEqual(whole.report);
  });

  it('keeps the last good checkpoint when the loss is no longer a number', async () => {
    const modelsFolder = await temporaryFolder();
    const options = trainingOptions(modelsFolder);
    // Decay this strong multiplies the weights by −9 at each step until they overflow.
    const config = { ...quickConfig, weightDecay: 1000, warmUpShare: 0, epochs: 40, patienceEpochs: 40 };
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
      config: { ...quickConfig, seed: 9 },
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

  it('opens although its configuration is older than some knobs, in the space that it always had', async () => {
    const { folder } = await trainVideoToken(trainingOptions(await temporaryFolder()));
    const path = join(folder, 'config.json');
    const saved = JSON.parse(await readFile(path, 'utf8'));
    const { labelSmoothing, bagOfWordsWeight, averageDecay, validationPrefixes, ...config } = saved.config;
    expect([labelSmoothing, bagOfWordsWeight, averageDecay, validationPrefixes]).toEqual([0, 0, 0, []]);
    const tensors = (await loadCheckpoint(join(folder, 'weights.bin')))?.tensors ?? new Map();
    const tokenizer = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
    const modelHash = modelHashOf({ config, extractors: tinyExtractors, tokenizer, tensors });
    expect(modelHash).not.toBe(saved.modelHash);
    await writeFile(path, JSON.stringify({ ...saved, modelHash, config }));
    const model = await loadVideoTokenModel(folder);
    expect(model.space.modelHash).toBe(modelHash);
    model.dispose();
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
