import { beforeAll, describe, expect, it } from 'vitest';
import { descriptionRetrieval } from '../../models/video-token/description-retrieval.js';
import type { FeatureReading } from '../../models/video-token/feature-reading.js';
import { measureFeatures } from '../../models/video-token/feature-standardisation.js';
import { crossEntropyOf, tokensOf } from '../../models/video-token/inference.js';
import { initialParameters } from '../../models/video-token/initial-parameters.js';
import { crossAttentionToOneToken, decoderRows, encodeVideos } from '../../models/video-token/model.js';
import type { Student } from '../../models/video-token/student.js';
import { namedLinear } from '../../models/video-token/transformer-block.js';
import { unitTokens } from '../../models/video-token/unit-tokens.js';
import { videoBatch } from '../../models/video-token/video-batch.js';
import { silentLogger, silentProgress } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { norm } from '../../src/math/vector.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { globalNorm, lossAndGradients } from '../../src/tensor/gradients.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import { dispose, memory, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { tinyConfig, tinyEar, tinyExamples, tinyExtractors, tinyEye } from '../support/tiny-student.js';

const VOCABULARY = 20;

function tinyStudent(seed = 1): Student {
  const shape = { config: tinyConfig, extractors: tinyExtractors, vocabularySize: VOCABULARY };
  return { config: tinyConfig, parameters: initialParameters({ shape, random: new Random(seed) }) };
}

const reading: FeatureReading = {
  extractors: tinyExtractors,
  standardisation: measureFeatures(
    tinyExtractors,
    tinyExamples(12).map(({ sequences }) => sequences),
  ),
  maximumTokensPerExtractor: 8,
  featureLimit: 5,
};
const meanToken = new Float32Array(tinyConfig.tokenDimension);

function unitVector(seed: number): Float32Array {
  const random = new Random(seed);
  const values = Float32Array.from({ length: tinyConfig.tokenDimension }, () => random.normal());
  const length = norm(values);
  return values.map((value) => value / length);
}

function logits(
  student: Student,
  given: { readonly tokens: Tensor2D; readonly words: Int32Array },
): Tensor2D {
  return namedLinear(student.parameters, 'decoder/output', decoderRows(student, given));
}

function logitsOf(student: Student, token: Float32Array, words: readonly number[]): Float32Array {
  return readValues(() =>
    logits(student, { tokens: tensor2d(token, [1, token.length]), words: Int32Array.from(words) }),
  );
}

beforeAll(async () => {
  await selectBackend({ name: 'wasm', logger: silentLogger });
});

describe('cross-attention to the video token', () => {
  it('as one linear map equals softmax attention over a single key for any query and key', () => {
    const random = new Random(9);
    const [from, width, words] = [5, 4, 3];
    const matrix = (rows: number, columns: number): number[][] =>
      Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
    const multiply = (left: number[][], right: number[][]): number[][] =>
      left.map((row) =>
        (right[0] ?? []).map((_, column) =>
          row.reduce((sum, value, inner) => sum + value * (right[inner]?.[column] ?? 0), 0),
        ),
      );
    const [value, out, key, token] = [
      matrix(from, width),
      matrix(width, width),
      matrix(from, width),
      matrix(1, from),
    ];
    const queries = matrix(words, width);
    // Real attention: scores of each word against the one key, softmax over that key, mix of the one value.
    const keys = multiply(token, key);
    const attended = queries.map((query) => {
      const score = query.reduce((sum, q, index) => sum + q * (keys[0]?.[index] ?? 0), 0) / Math.sqrt(width);
      const weight = Math.exp(score) / Math.exp(score);
      return (multiply(token, value)[0] ?? []).map((entry) => weight * entry);
    });
    const expected = multiply(attended, out);
    // Ours: one matrix W_value · W_out, the same row for every word.
    const parameters = new Parameters(
      new Map([
        [
          'layer/cross/weight',
          {
            shape: [from, width],
            initial: Float32Array.from(multiply(value, out).flat()),
            decays: true,
          },
        ],
        ['layer/cross/bias', { shape: [width], initial: new Float32Array(width), decays: false }],
      ]),
    );
    const row = readValues(() => crossAttentionToOneToken(parameters, 'layer', tensor2d(token)));
    for (const word of expected) {
      for (const [index, entry] of word.entries()) expect(row[index]).toBeCloseTo(entry, 4);
    }
    parameters.dispose();
  });
});

describe('the decoder', () => {
  it('does not see later words', () => {
    const student = tinyStudent();
    const words = [1, 7, 8, 9, 10];
    const changed = [1, 7, 8, 15, 16];
    const before = logitsOf(student, unitVector(1), words);
    const after = logitsOf(student, unitVector(1), changed);
    const seen = 3 * VOCABULARY;
    expect(after.slice(0, seen)).toEqual(before.slice(0, seen));
    expect(after.slice(seen)).not.toEqual(before.slice(seen));
    student.parameters.dispose();
  });

  it('says something else for another token', () => {
    const student = tinyStudent();
    const one = logitsOf(student, unitVector(1), [1, 7]);
    const other = logitsOf(student, unitVector(2), [1, 7]);
    const difference = one.map((value, index) => Math.abs(value - (other[index] as number)));
    expect(Math.max(...difference)).toBeGreaterThan(1e-3);
    student.parameters.dispose();
  });

  it('has the same loss when a longer description adds padding to the batch', () => {
    const student = tinyStudent();
    const short = { targets: [6, 7, 2], tokensCut: 0 };
    const long = { targets: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 2], tokensCut: 0 };
    const [a, b] = [unitVector(1), unitVector(2)];
    const alone = crossEntropyOf(student, { tokens: [a], descriptions: [short] });
    const other = crossEntropyOf(student, { tokens: [b], descriptions: [long] });
    const together = crossEntropyOf(student, { tokens: [a, b], descriptions: [short, long] });
    expect(together).toBeCloseTo((3 * alone + 12 * other) / 15, 5);
    student.parameters.dispose();
  });
});

describe('the encoder', () => {
  it('gives a video the same unit token alone and in a batch with longer ones', () => {
    const student = tinyStudent();
    const random = new Random(2);
    const silent = [tinyEye(random, 1, 2)];
    const long = [tinyEye(random, 0, 7), tinyEar(random, 2, 6)];
    const [alone] = tokensOf({ student, reading, meanToken }, [silent]);
    const [, together] = tokensOf({ student, reading, meanToken }, [long, silent]);
    expect(norm(together ?? [])).toBeCloseTo(1, 5);
    for (const [index, value] of (alone ?? new Float32Array()).entries()) {
      expect(together?.[index]).toBeCloseTo(value, 5);
    }
    student.parameters.dispose();
  });

  it('reads sound alone, and nothing at all, as finite unit tokens', () => {
    const student = tinyStudent();
    const tokens = tokensOf({ student, reading, meanToken }, [[tinyEar(new Random(1), 0)], []]);
    for (const token of tokens) expect(norm(token)).toBeCloseTo(1, 5);
    student.parameters.dispose();
  });

  it('notices the order of the frames', () => {
    const student = tinyStudent();
    const eye = tinyEye(new Random(4), 0, 3);
    const reversed = {
      ...eye,
      tokens: Float32Array.from([12, 6, 0].flatMap((start) => [...eye.tokens.slice(start, start + 6)])),
    };
    const [forward, backward] = tokensOf({ student, reading, meanToken }, [[eye], [reversed]]);
    expect(forward).not.toEqual(backward);
    student.parameters.dispose();
  });
});

it('every parameter of the student receives a gradient, and no tensor is left behind', () => {
  const student = tinyStudent();
  const random = new Random(3);
  const batch = videoBatch([[tinyEye(random, 0), tinyEar(random, 1)], [tinyEye(random, 2)]], {
    reading,
    config: tinyConfig,
  });
  const before = memory().numTensors;
  const { loss, gradients } = lossAndGradients(student.parameters, () =>
    crossEntropySum({
      logits: logits(student, {
        tokens: unitTokens(encodeVideos(student, batch), batch, meanToken),
        words: Int32Array.of(1, 5, 6, 1, 7, 8),
      }),
      targets: Int32Array.of(5, 6, 2, 7, 8, 2),
      weights: new Float32Array(6).fill(1 / 6),
    }),
  );
  expect(loss).toBeGreaterThan(0);
  expect([...gradients.keys()].sort()).toEqual(student.parameters.names.sort());
  expect(Number.isFinite(globalNorm(gradients))).toBe(true);
  dispose([...gradients.values()]);
  expect(memory().numTensors).toBe(before);
  student.parameters.dispose();
});

describe('the description that a token finds', () => {
  it('is ranked by the likelihoods that the cross-entropy of each pair gives', async () => {
    const student = tinyStudent();
    const random = new Random(5);
    const descriptions = Array.from({ length: 6 }, (_, index) => ({
      targets: [...Array.from({ length: 2 + index }, () => 4 + random.below(VOCABULARY - 4)), 2],
      tokensCut: 0,
    }));
    // Two videos say the same.
    descriptions.push(descriptions[0] ?? { targets: [2], tokensCut: 0 });
    const tokens = descriptions.map((_, index) => unitVector(index + 1));
    const texts = descriptions.slice(0, 6);
    const logLikelihoods = tokens.map((token) =>
      texts.map(
        (text) => -text.targets.length * crossEntropyOf(student, { tokens: [token], descriptions: [text] }),
      ),
    );
    const ranksOf = (scores: readonly (readonly number[])[]): number[] =>
      scores.map((row, token) => row.filter((score) => score > (row[token % 6] ?? 0)).length + 1);
    const relative = logLikelihoods.map((row) =>
      row.map((score, text) => {
        const mean =
          logLikelihoods.reduce((sum, other) => sum + Math.exp(other[text] ?? 0), 0) / tokens.length;
        return score - Math.log(mean);
      }),
    );
    const found = await descriptionRetrieval(student, {
      tokens,
      descriptions,
      progress: silentProgress,
      signal: new AbortController().signal,
    });
    const median = (ranks: number[]): number | undefined => ranks.toSorted((a, b) => a - b)[3];
    const first = (ranks: number[]): number => ranks.filter((rank) => rank === 1).length / 7;
    expect(found).toEqual({
      videos: 7,
      descriptions: 6,
      chanceRecallAt1: 1 / 6,
      chanceMedianRank: 3.5,
      recallAt1: first(ranksOf(relative)),
      medianRank: median(ranksOf(relative)),
      byLikelihoodAlone: {
        recallAt1: first(ranksOf(logLikelihoods)),
        medianRank: median(ranksOf(logLikelihoods)),
      },
    });
    student.parameters.dispose();
  });

  it('is at chance when every token is the same, and unknown when all descriptions are', async () => {
    const student = tinyStudent();
    const watched = { progress: silentProgress, signal: new AbortController().signal };
    const descriptions = [4, 5, 6, 7, 8].map((id) => ({ targets: [id, 2], tokensCut: 0 }));
    const tokens = descriptions.map(() => unitVector(1));
    const found = await descriptionRetrieval(student, { tokens, descriptions, ...watched });
    expect(found?.medianRank).toBe(3);
    const same = descriptions.map(() => ({ targets: [4, 2], tokensCut: 0 }));
    expect(await descriptionRetrieval(student, { tokens, descriptions: same, ...watched })).toBeUndefined();
    student.parameters.dispose();
  });
});
