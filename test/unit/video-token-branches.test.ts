import { beforeAll, describe, expect, it } from 'vitest';
import { checkConfig, type VideoTokenConfig } from '../../models/video-token/config.js';
import type { FeatureReading } from '../../models/video-token/feature-reading.js';
import { measureFeatures, measurePooled } from '../../models/video-token/feature-standardisation.js';
import { rawMeanOf, tokensOf } from '../../models/video-token/inference.js';
import { initialParameters } from '../../models/video-token/initial-parameters.js';
import { encodeVideos } from '../../models/video-token/model.js';
import { movedMean } from '../../models/video-token/part-means.js';
import { pooledStatistics } from '../../models/video-token/pooled-statistics.js';
import type { Student } from '../../models/video-token/student.js';
import { partLengths, tokenParts } from '../../models/video-token/token-parts.js';
import { unitTokens } from '../../models/video-token/unit-tokens.js';
import { videoBatch } from '../../models/video-token/video-batch.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { globalNorm, lossAndGradients } from '../../src/tensor/gradients.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { scaledRows } from '../../src/tensor/scaled-rows.js';
import { softCrossEntropySum } from '../../src/tensor/soft-cross-entropy.js';
import { dispose, memory, type Scalar, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { withoutCommonGradient } from '../../src/tensor/without-common-gradient.js';
import { gradientErrors } from '../support/gradient-check.js';
import { tinyConfig, tinyEar, tinyExamples, tinyExtractors, tinyEye } from '../support/tiny-student.js';

const SHARE = 0.12;
const pooled: VideoTokenConfig = { ...tinyConfig, encoder: 'pooled', encoderLayers: 2 };
const divided = { soundShare: SHARE, soundDimension: 5, soundWidth: 8 };
const videos = tinyExamples(12).map(({ sequences }) => sequences);

function readingFor({ encoder }: VideoTokenConfig): FeatureReading {
  const standardisation =
    encoder === 'pooled' ? measurePooled(tinyExtractors, videos, 8) : measureFeatures(tinyExtractors, videos);
  return { extractors: tinyExtractors, standardisation, maximumTokensPerExtractor: 8, featureLimit: 5 };
}

function studentFor(config: VideoTokenConfig): Student {
  const shape = { config, extractors: tinyExtractors, vocabularySize: 20 };
  return { config, parameters: initialParameters({ shape, random: new Random(4) }) };
}

function squaredLength(values: Iterable<number>): number {
  return [...values].reduce((sum, value) => sum + value * value, 0);
}

describe.each(['cpu', 'wasm', 'native'] as const)('on the %s backend', (name) => {
  beforeAll(async () => {
    await selectBackend({ name, logger: silentLogger });
  });

  it('the gradients of columns side by side and of scaled rows agree with finite differences', () => {
    const errors = gradientErrors({ a: [3, 2], b: [3, 4] }, (p) =>
      concatColumns([scaledRows(p.get('a'), Float32Array.of(0.5, 0, 2)), p.get('b')]),
    );
    for (const error of Object.values(errors)) expect(error).toBeLessThan(0.01);
  });

  it('columns and rows come out as written by hand', () => {
    const left = tensor2d([1, 2], [2, 1]);
    const right = tensor2d([3, 4, 5, 6], [2, 2]);
    const values = readValues(() => concatColumns([left, scaledRows(right, Float32Array.of(2, 0))]));
    expect([...values]).toEqual([1, 6, 8, 2, 0, 0]);
    dispose([left, right]);
  });

  it('a gradient without its common part lacks its mean over the counted rows, and the rows stay', () => {
    const shape = [4, 2];
    const parameters = new Parameters(
      new Map([['rows', { shape, initial: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), decays: true }]]),
    );
    const upstream = tensor2d([3, 1, 5, 5, 0, 2, 0, 3], [8, 1]);
    const { loss, gradients } = lossAndGradients(parameters, () => {
      const rows = withoutCommonGradient(parameters.get('rows'), [true, false, true, true]);
      return reshape<Scalar>(product(reshape<Tensor2D>(rows, [1, 8]), upstream), []);
    });
    expect(loss).toBe(3 + 2 + 15 + 20 + 0 + 12 + 0 + 24);
    // The means over rows 0, 2 and 3 are 1 and 2.
    expect([...(gradients.get('rows')?.dataSync() ?? [])]).toEqual([2, -1, 5, 5, -1, 0, -1, 1]);
    dispose([upstream, ...gradients.values()]);
    parameters.dispose();
  });

  it.each([
    ['pooled', pooled],
    ['pooled, sound apart', { ...pooled, ...divided }],
    ['transformer, sound apart', { ...tinyConfig, ...divided }],
  ] as const)('every encoder weight of %s gets a gradient as finite differences say', (_, config) => {
    const student = studentFor(config);
    const batch = videoBatch(videos.slice(0, 6), { reading: readingFor(config), config });
    const before = memory().numTensors;
    const random = new Random(2);
    const projection = Float32Array.from({ length: 6 * 12 }, () => random.normal());
    const mean = new Float32Array(12);
    const loss = () => {
      const tokens = unitTokens(encodeVideos(student, batch), batch, mean);
      return softCrossEntropySum({ logits: tokens, targets: projection.map(Math.abs) });
    };
    const { gradients } = lossAndGradients(student.parameters, loss);
    const own = student.parameters.names.filter((name) => !name.startsWith('decoder/'));
    expect([...gradients.keys()].sort()).toEqual(own.sort());
    expect(Number.isFinite(globalNorm(gradients))).toBe(true);
    const values = student.parameters.export();
    const checked = own.filter((name) => name.includes('project') || name.includes('feed-in/weight'));
    for (const name of checked) {
      const { shape, values: start } = values.get(name) ?? { shape: [], values: new Float32Array() };
      const gradient = gradients.get(name)?.dataSync<'float32'>() ?? new Float32Array();
      // Along its own gradient a parameter must change the loss by the gradient's squared length.
      const length = Math.sqrt(squaredLength(gradient));
      const moved = (step: number): number => {
        const values = start.map((value, at) => value + (step * (gradient[at] ?? 0)) / length);
        student.parameters.import(new Map([...student.parameters.export(), [name, { shape, values }]]));
        return readValues(loss)[0] ?? 0;
      };
      const slope = (moved(1 / 64) - moved(-1 / 64)) * 32;
      moved(0);
      expect(Math.abs(slope - length) / length, name).toBeLessThan(0.03);
    }
    dispose([...gradients.values()]);
    expect(memory().numTensors).toBe(before);
    student.parameters.dispose();
  });
});

describe('a token of two parts', () => {
  beforeAll(async () => {
    await selectBackend({ name: 'wasm', logger: silentLogger });
  });
  const random = new Random(9);
  const [eye, ear] = [tinyEye(random, 1), tinyEar(random, 2)];

  it('gives each part the length that its share says, and what is missing none', () => {
    const parts = tokenParts(checkConfig({ ...pooled, ...divided }));
    expect(parts.map(({ start, dimension }) => [start, dimension])).toEqual([
      [0, 7],
      [7, 5],
    ]);
    expect(partLengths(parts, [true, true])).toEqual([Math.sqrt(1 - SHARE), Math.sqrt(SHARE)]);
    expect(partLengths(parts, [true, false])).toEqual([1, 0]);
    expect(partLengths(parts, [false, true])).toEqual([0, 1]);
    expect(partLengths(parts, [false, false])).toEqual([1, 0]);
  });

  it.each(['pooled', 'transformer'] as const)(
    'holds with the %s encoder for every kind of video',
    (encoder) => {
      const config = { ...tinyConfig, encoder, ...divided };
      const student = studentFor(config);
      const encoderOf = { student, reading: readingFor(config) };
      const meanToken = rawMeanOf(encoderOf, videos);
      const tokens = tokensOf({ ...encoderOf, meanToken }, [[eye, ear], [eye], [ear], []]);
      const lengths = tokens.map((token) => [
        squaredLength(token.subarray(0, 7)),
        squaredLength(token.subarray(7)),
      ]);
      const expected = [
        [1 - SHARE, SHARE],
        [1, 0],
        [0, 1],
        [1, 0],
      ];
      for (const [video, [rest, sound]] of lengths.entries()) {
        expect(Math.abs((rest ?? 0) - (expected[video]?.[0] ?? 0))).toBeLessThan(1e-6);
        expect(Math.abs((sound ?? 0) - (expected[video]?.[1] ?? 0))).toBeLessThan(1e-6);
      }
      // The sound does not reach the other part, and the picture not the sound.
      const [both, seen, heard] = tokens;
      for (let at = 0; at < 7; at += 1)
        expect(both?.[at]).toBeCloseTo(Math.sqrt(1 - SHARE) * (seen?.[at] ?? 0), 5);
      for (let at = 7; at < 12; at += 1)
        expect(both?.[at]).toBeCloseTo(Math.sqrt(SHARE) * (heard?.[at] ?? 0), 5);
      student.parameters.dispose();
    },
  );

  it('has the mean of each part over the videos that have the part', () => {
    const config = { ...pooled, ...divided };
    const student = studentFor(config);
    const reading = readingFor(config);
    const given = [[eye, ear], [eye], [tinyEye(random, 2), tinyEar(random, 0)], [ear]];
    const raw = given.map((sequences) => {
      const batch = videoBatch([sequences], { reading, config });
      const [rest, sound] = encodeVideos(student, batch);
      const values = [...(rest?.dataSync() ?? []), ...(sound?.dataSync() ?? [])];
      dispose([rest, sound].filter((part) => part !== undefined));
      return values;
    });
    const meanAt = (at: number, rows: readonly number[]): number =>
      rows.reduce((sum, row) => sum + (raw[row]?.[at] ?? 0) / rows.length, 0);
    const mean = rawMeanOf({ student, reading }, given);
    for (const [at, value] of mean.entries())
      expect(value).toBeCloseTo(meanAt(at, at < 7 ? [0, 1, 2] : [0, 2, 3]), 5);
    student.parameters.dispose();
  });

  it('moves the running mean of a part only where a video of the batch has it', () => {
    const config = { ...pooled, ...divided };
    const batch = videoBatch([[eye], [eye]], { reading: readingFor(config), config });
    const raw = [new Float32Array(14).fill(3), new Float32Array(10).fill(9)];
    const moved = movedMean(new Float32Array(12).fill(1), { batch, raw, momentum: [0.5, 0.5] });
    expect([...moved]).toEqual([...new Array(7).fill(2), ...new Array(5).fill(1)]);
  });

  it('loses its sound part where dropout takes the sound', () => {
    const config = { ...pooled, ...divided };
    const student = studentFor(config);
    const dropout = { random: new Random(1), modalityShare: 1, tokenShare: 0, noise: 0, featureShare: 0 };
    const batch = videoBatch(
      Array.from({ length: 20 }, () => [eye, ear]),
      { reading: readingFor(config), config, dropout },
    );
    const values = readValues(() => unitTokens(encodeVideos(student, batch), batch, new Float32Array(12)));
    const sounds = Array.from({ length: 20 }, (_, row) =>
      squaredLength(values.subarray(row * 12 + 7, row * 12 + 12)),
    );
    expect(sounds.map((length) => Math.round(length))).toEqual(batch.parts[1]?.present.map(Number));
    expect(new Set(sounds.map((length) => Math.round(length)))).toEqual(new Set([0, 1]));
    student.parameters.dispose();
  });
});

describe('the pooled encoder', () => {
  beforeAll(async () => {
    await selectBackend({ name: 'wasm', logger: silentLogger });
  });

  it('reads mean and deviation of the tokens as computed by hand', () => {
    const sequence = { ...tinyEye(new Random(1), 0), width: 2, tokens: Float32Array.of(1, 5, 9, 9, 3, 5) };
    const statistics = pooledStatistics({ sequence, tokens: [0, 2] });
    expect([...statistics]).toEqual([2, 5, 1, 0]);
  });

  it('gives a video the same token alone, in a batch, and with its frames reversed', () => {
    const student = studentFor(pooled);
    const encoder = { student, reading: readingFor(pooled), meanToken: new Float32Array(12) };
    const eye = tinyEye(new Random(4), 0, 3);
    const reversed = {
      ...eye,
      tokens: Float32Array.from([12, 6, 0].flatMap((start) => [...eye.tokens.slice(start, start + 6)])),
    };
    const [alone] = tokensOf(encoder, [[eye]]);
    const [, , together] = tokensOf(encoder, [[tinyEar(new Random(1), 0)], [], [reversed]]);
    for (const [at, value] of (alone ?? new Float32Array()).entries())
      expect(together?.[at]).toBeCloseTo(value, 5);
    student.parameters.dispose();
  });
});

describe('the configuration of parts and losses', () => {
  it('refuses a sound part as large as the token, a width that heads do not divide, and no loss at all', () => {
    expect(() => checkConfig({ ...tinyConfig, soundShare: 0.1 })).toThrow('smaller than tokenDimension');
    expect(() => checkConfig({ ...tinyConfig, ...divided, soundWidth: 9 })).toThrow(
      'multiple of encoderHeads',
    );
    expect(checkConfig({ ...pooled, ...divided, soundWidth: 9 }).soundWidth).toBe(9);
    expect(() => checkConfig({ ...tinyConfig, crossEntropyWeight: 0 })).toThrow('crossEntropyWeight');
    expect(checkConfig({ ...tinyConfig, crossEntropyWeight: 0, relationWeight: 1 }).relationWeight).toBe(1);
    expect(() => checkConfig({ ...tinyConfig, encoder: 'transformer', inputRelationWeight: 1 })).toThrow(
      'pooled encoder',
    );
  });
});
