import { describe, expect, it } from 'vitest';
import { bucketedBatches } from '../../models/video-token/bucketed-batches.js';
import { chosenFeatures, type FeatureDropout } from '../../models/video-token/chosen-features.js';
import { collapseDiagnostics } from '../../models/video-token/collapse-diagnostics.js';
import { checkConfig, videoTokenDefaults } from '../../models/video-token/config.js';
import { descriptionBatch, encodeDescription } from '../../models/video-token/description-batch.js';
import { type EncoderBatch, encoderBatch, SUMMARY_MODALITY } from '../../models/video-token/encoder-batch.js';
import type { FeatureReading } from '../../models/video-token/feature-reading.js';
import { measureFeatures } from '../../models/video-token/feature-standardisation.js';
import { labelRetrieval } from '../../models/video-token/label-retrieval.js';
import { SPECIAL_IDS, Tokenizer } from '../../models/video-token/tokenizer.js';
import { prepareTrainingData } from '../../models/video-token/training-data.js';
import { learningRateAt, trainingPlan } from '../../models/video-token/training-plan.js';
import { unigramCrossEntropy, unigramLogProbabilities } from '../../models/video-token/unigram.js';
import { validationSplit } from '../../models/video-token/validation-split.js';
import type { ExtractorSpec, FeatureSequence } from '../../src/core/features.js';
import { Random } from '../../src/math/random.js';
import { symmetricEigen } from '../../src/math/symmetric-eigen.js';
import {
  tinyConfig,
  tinyEar,
  tinyExamples,
  tinyExtractors,
  tinyEye,
  tinyHash,
} from '../support/tiny-student.js';

describe('the configuration', () => {
  it('accepts its defaults and names a wrong knob with its value', () => {
    expect(checkConfig(videoTokenDefaults)).toEqual(videoTokenDefaults);
    expect(() => checkConfig({ ...videoTokenDefaults, wordDropout: 1.5 })).toThrow('wordDropout = 1.5');
    expect(() => checkConfig({ ...videoTokenDefaults, encoderHeads: 5 })).toThrow('multiple');
  });
});

describe('the plan of a run', () => {
  it('passes over a small collection more often and over a large one less often', () => {
    const config = {
      ...videoTokenDefaults,
      batchSize: 32,
      epochs: 20,
      minimumSteps: 160,
      minimumStepsPerEpoch: 12,
      maximumSteps: 1000,
      patienceEpochs: 5,
    };
    const usual = { batchSize: 32, passesPerEpoch: 1, stepsPerEpoch: 19, epochs: 20, patienceEpochs: 5 };
    expect(trainingPlan(config, 600)).toEqual(usual);
    const small = { batchSize: 7, passesPerEpoch: 3, stepsPerEpoch: 15, epochs: 10, patienceEpochs: 3 };
    expect(trainingPlan(config, 29)).toEqual(small);
    expect(trainingPlan(config, 64_000)).toMatchObject({ stepsPerEpoch: 2000, epochs: 1, patienceEpochs: 1 });
    expect(trainingPlan(config, 2)).toMatchObject({ batchSize: 1, stepsPerEpoch: 12, epochs: 13 });
  });

  it('warms the learning rate up and lets it fall to its floor', () => {
    const config = { ...videoTokenDefaults, learningRate: 1, warmUpShare: 0.1, finalLearningRateShare: 0.2 };
    expect(learningRateAt(config, 5, 100)).toBeCloseTo(0.5);
    expect(learningRateAt(config, 10, 100)).toBeCloseTo(1);
    expect(learningRateAt(config, 55, 100)).toBeCloseTo(0.6);
    expect(learningRateAt(config, 100, 100)).toBeCloseTo(0.2);
  });
});

describe('the validation split', () => {
  const items = Array.from({ length: 400 }, (_, index) => ({ contentHash: tinyHash(index) }));
  const byHash = { share: 0.25, salt: 's', prefixes: [] };

  it('holds out the wanted share whatever the order, and keeps every video on its side as others arrive', () => {
    const all = validationSplit(items, byHash);
    expect(all.validation.size / 400).toBeCloseTo(0.25, 1);
    expect(validationSplit(items.toReversed(), byHash).validation).toEqual(all.validation);
    const half = validationSplit(items.slice(0, 200), byHash);
    for (const hash of half.validation) expect(all.validation.has(hash)).toBe(true);
    expect(validationSplit(items, { ...byHash, salt: 'other' }).validation).not.toEqual(all.validation);
  });

  it('leaves two videos on each side of a tiny collection', () => {
    const { train, validation } = validationSplit(items.slice(0, 4), { ...byHash, share: 0.01 });
    expect([train.size, validation.size]).toEqual([2, 2]);
  });

  it('goes by the first digit of the manifest id, and by the hash where there is no such digit', () => {
    const digits = [...'0123456789abcdef'];
    const fixed = items.slice(0, 160).map((item, index) => {
      const digit = digits[index % 16] ?? '';
      return { ...item, manifestId: `${index < 80 ? digit : digit.toUpperCase()}-clip` };
    });
    const free = items
      .slice(160)
      .map((item, index) => (index % 2 === 0 ? item : { ...item, manifestId: 'x1' }));
    const options = { ...byHash, prefixes: ['c', 'd', 'e', 'f'] };
    const { train, validation } = validationSplit([...fixed, ...free], options);
    for (const [index, { contentHash }] of fixed.entries()) {
      expect(validation.has(contentHash)).toBe(index % 16 >= 12);
      expect(train.has(contentHash)).toBe(index % 16 < 12);
    }
    const hashed = validationSplit(items, byHash).validation;
    for (const { contentHash } of free) expect(validation.has(contentHash)).toBe(hashed.has(contentHash));
  });

  it('refuses digits that leave a side with fewer than two videos', () => {
    const fixed = items.slice(0, 10).map((item) => ({ ...item, manifestId: 'a1' }));
    expect(() => validationSplit(fixed, { ...byHash, prefixes: ['a'] })).toThrow(
      'leaves 0 videos to train on and 10 to validate',
    );
    expect(() => validationSplit(fixed, { ...byHash, prefixes: ['b'] })).toThrow('each side needs 2');
  });
});

describe('descriptions for teacher forcing', () => {
  const tokenizer = Tokenizer.train([], 260);

  it('are read one place behind what is predicted, begin first and end last, padding without weight', () => {
    const descriptions = ['ab', 'c'].map((text) => encodeDescription(tokenizer, text, 10));
    const [a, b, c] = tokenizer.encode('abc');
    const batch = descriptionBatch(descriptions);
    expect(batch.length).toBe(8);
    expect([...batch.inputs.slice(0, 4)]).toEqual([SPECIAL_IDS.begin, a, b, SPECIAL_IDS.pad]);
    expect([...batch.targets.slice(0, 4)]).toEqual([a, b, SPECIAL_IDS.end, SPECIAL_IDS.pad]);
    expect([...batch.weights]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect([...batch.targets.slice(8, 10)]).toEqual([c, SPECIAL_IDS.end]);
    expect(batch.tokens).toBe(5);
  });

  it('are cut at the limit, without an end that never came, and the loss is counted', () => {
    const text = 'word '.repeat(5000).trim();
    const { targets, tokensCut } = encodeDescription(tokenizer, text, 12);
    expect(targets.length).toBe(12);
    expect(targets).not.toContain(SPECIAL_IDS.end);
    expect(tokensCut).toBe(text.length - 12);
  });

  it('lose about the wanted share of input words and no target', () => {
    const targets = Array.from({ length: 2000 }, () => 50);
    const batch = descriptionBatch([{ targets, tokensCut: 0 }], { random: new Random(1), wordShare: 0.3 });
    const hidden = batch.inputs.filter((id) => id === SPECIAL_IDS.dropped).length;
    expect(hidden / 2000).toBeCloseTo(0.3, 1);
    expect(batch.targets.filter((id) => id === 50).length).toBe(2000);
  });
});

it('batches hold every example once, at most the wanted size, with little padding', () => {
  const random = new Random(1);
  const lengths = Array.from({ length: 333 }, () => 10 + random.below(100));
  const batches = bucketedBatches(lengths, 16, random);
  expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(16);
  const padded = batches.reduce(
    (sum, batch) => sum + batch.length * Math.max(...batch.map((at) => lengths[at] as number)),
    0,
  );
  expect(padded / lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.2);
});

describe('features for the encoder', () => {
  const random = new Random(6);
  const noDropout = { modalityShare: 0, tokenShare: 0, noise: 0, featureShare: 0 };
  const batchOf = (
    videos: readonly FeatureSequence[][],
    reading: FeatureReading,
    dropout?: FeatureDropout,
  ): EncoderBatch => {
    const limit = reading.maximumTokensPerExtractor;
    const chosen = videos.map((sequences) => chosenFeatures(sequences, { limit, dropout }));
    return encoderBatch(chosen, reading, dropout);
  };
  const reading = {
    extractors: tinyExtractors,
    standardisation: measureFeatures(tinyExtractors, [[tinyEye(random, 0, 50)], [tinyEar(random, 1, 50)]]),
    maximumTokensPerExtractor: 4,
    featureLimit: 2,
  };

  it('are standardised, thinned evenly, cut at the limit and laid out behind the summary', () => {
    const eye = { ...tinyEye(random, 0, 8) };
    const outlier = { ...eye, tokens: eye.tokens.map((value, index) => (index === 0 ? 1e6 : value)) };
    const batch = batchOf([[outlier, tinyEar(random, 1, 2)], [tinyEar(random, 0, 1)]], reading);
    expect(batch.length).toBe(1 + 4 + 2);
    expect([...batch.present]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect([...batch.rows]).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 7, 0, 0, 0, 0, 0]);
    expect([...batch.modalities.slice(0, 7)]).toEqual([SUMMARY_MODALITY, 0, 0, 0, 0, 1, 1]);
    const values = batch.inputs[0]?.values ?? new Float32Array();
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
  });

  it('give scale 0 to a dimension that never varies, so that it stays silent later', () => {
    const constant = { ...tinyEye(random, 0), tokens: new Float32Array(18).fill(7) };
    const standardisation = measureFeatures(tinyExtractors, [[constant], [constant]]);
    const batch = batchOf([[tinyEye(random, 1)]], { ...reading, standardisation });
    expect([...(batch.inputs[0]?.values ?? [])].every((value) => value === 0)).toBe(true);
  });

  it('lose at most one modality and never all tokens to dropout', () => {
    const video = [tinyEye(random, 0, 4), tinyEar(random, 1, 3)];
    const dropout = { ...noDropout, random: new Random(8), modalityShare: 0.5, tokenShare: 0.9 };
    const seen = Array.from({ length: 300 }, () => batchOf([video], reading, dropout));
    expect(seen.every(({ inputs }) => inputs.length >= 1)).toBe(true);
    const lost = seen.filter(({ inputs }) => inputs.length === 1).length;
    expect(lost / 300).toBeCloseTo(0.5, 1);
  });

  it('of one modality are lost together, whatever the number of its extractors', () => {
    const second = { ...tinyEye(random, 1, 2), extractorId: 'eye-2' };
    const video = [tinyEye(random, 0, 4), second, tinyEar(random, 1, 3)];
    const extractors = [...tinyExtractors, { ...tinyExtractors[0], id: 'eye-2' } as ExtractorSpec];
    const standardisation = measureFeatures(extractors, [video, video]);
    const dropout = { ...noDropout, random: new Random(8), modalityShare: 1 };
    const seen = Array.from({ length: 50 }, () =>
      batchOf([video], { ...reading, extractors, standardisation }, dropout)
        .inputs.map(({ extractorId }) => extractorId)
        .join(),
    );
    expect([...new Set(seen)].sort()).toEqual(['ear', 'eye,eye-2']);
  });

  it('get noise of the deviation asked for in training alone', () => {
    const video = [tinyEye(random, 0, 4)];
    const [clean] = batchOf([video], reading).inputs;
    const dropout = { ...noDropout, random: new Random(8), noise: 0.5 };
    const differences = Array.from({ length: 100 }, () => batchOf([video], reading, dropout)).flatMap(
      ({ inputs }) => [...(inputs[0]?.values ?? [])].map((value, at) => value - (clean?.values[at] ?? 0)),
    );
    const variance = differences.reduce((sum, value) => sum + value * value, 0) / differences.length;
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
  });

  it('lose the wanted share of their numbers in training alone, and keep their expected value', () => {
    const video = [tinyEye(random, 0, 4)];
    const clean = batchOf([video], reading).inputs[0]?.values ?? new Float32Array();
    const dropout = { ...noDropout, random: new Random(8), featureShare: 0.6 };
    const seen = Array.from({ length: 500 }, () => batchOf([video], reading, dropout)).map(
      ({ inputs }) => inputs[0]?.values ?? new Float32Array(),
    );
    const lost = seen.flatMap((values) => [...values]).filter((value) => value === 0).length;
    expect(lost / (500 * clean.length)).toBeCloseTo(0.6, 1);
    for (const values of seen) {
      for (const [at, value] of values.entries()) {
        if (value !== 0) expect(value).toBeCloseTo((clean[at] ?? 0) / 0.4, 4);
      }
    }
  });
});

describe('training data', () => {
  const prepare = (examples: ReturnType<typeof tinyExamples>) =>
    prepareTrainingData({ examples, extractors: tinyExtractors, config: tinyConfig });

  it('is the same whatever the order of arrival', () => {
    const examples = tinyExamples(30);
    const [forward, backward] = [prepare(examples), prepare(examples.toReversed())];
    expect(backward.dataHash).toBe(forward.dataHash);
    expect(backward.train.map(({ contentHash }) => contentHash)).toEqual(
      forward.train.map(({ contentHash }) => contentHash),
    );
    expect(backward.standardisation).toEqual(forward.standardisation);
  });

  it('learns words and feature scales from the training side alone', () => {
    const examples = tinyExamples(30);
    const { validation, tokenizer, standardisation } = prepare(examples);
    const held = new Set(validation.map(({ contentHash }) => contentHash));
    const changed = examples.map((example) =>
      held.has(example.contentHash)
        ? { ...example, description: 'zzzz zzzz zzzz', sequences: [tinyEye(new Random(99), 5)] }
        : example,
    );
    const again = prepare(changed);
    expect(again.tokenizer.toJson()).toEqual(tokenizer.toJson());
    expect(again.standardisation).toEqual(standardisation);
  });

  it('leaves out and counts videos without a description', () => {
    const examples = tinyExamples(12).map((example, index) =>
      index < 5 ? { ...example, description: ' ' } : example,
    );
    const data = prepare(examples);
    expect(data.withoutDescription).toBe(5);
    expect(data.train.length + data.validation.length).toBe(7);
  });

  it('refuses too few videos, counting equal contents once', () => {
    const [first, ...rest] = tinyExamples(3);
    if (first === undefined) throw new Error('unreachable');
    expect(() => prepare([first, first, ...rest])).toThrow('at least 4 different videos');
    expect(() => prepare([])).toThrow('there are 0 of 0');
  });

  it('refuses NaN and foreign features with the hash of the video', () => {
    const examples = tinyExamples(8);
    const victim = examples[3];
    if (victim === undefined) throw new Error('unreachable');
    const eye = tinyEye(new Random(1), 0);
    eye.tokens[2] = Number.NaN;
    const replace = (sequences: typeof victim.sequences) =>
      examples.map((example) => (example === victim ? { ...example, sequences } : example));
    expect(() => prepare(replace([eye]))).toThrow(victim.contentHash);
    expect(() => prepare(replace([{ ...eye, extractorId: 'nose' }]))).toThrow('"nose"');
  });
});

describe('diagnostics', () => {
  it('score labels by eq. 10 and precision over the nearest tokens, the video itself left out', () => {
    // 24 videos around a circle, one of two values each half: near ones share the value except at the seams.
    const videos = Array.from({ length: 24 }, (_, index) => ({
      contentHash: tinyHash(index),
      labels: { half: index < 12 ? 'left' : 'right', lone: String(index) },
    }));
    const tokens = videos.map((_, index) => {
      const angle = (2 * Math.PI * (index + 0.1 * (index % 3))) / 24;
      return Float32Array.of(Math.cos(angle), Math.sin(angle));
    });
    // Oracle: sort all others by distance and count.
    const hits = videos.map((_, query) => {
      const similarity = (item: number): number =>
        (tokens[query]?.[0] ?? 0) * (tokens[item]?.[0] ?? 0) +
        (tokens[query]?.[1] ?? 0) * (tokens[item]?.[1] ?? 0);
      const nearest = [...videos.keys()]
        .filter((item) => item !== query)
        .sort((a, b) => similarity(b) - similarity(a))
        .slice(0, 10);
      return nearest.filter((item) => item < 12 === query < 12).length;
    });
    const found = hits.reduce((sum, count) => sum + count, 0) / 24;
    const [row, ...others] = labelRetrieval(videos, tokens);
    expect(others).toEqual([]); // nobody shares a value of "lone"
    expect(row?.hitRates).toEqual([
      { cutoff: 10, hitRate: expect.closeTo(found / 11, 6), chance: expect.closeTo(10 / 23, 6) },
    ]);
    expect(row?.precisionAt10).toBeCloseTo(found / 10, 6);
    expect(row?.chancePrecisionAt10).toBeCloseTo(11 / 23, 6);
  });

  it('find the eigenvalues of a matrix with known ones', () => {
    // [[2,1,0],[1,2,1],[0,1,2]] has 2, 2 ± √2.
    const values = [...symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 1, 0, 1, 2), 3).values].sort(
      (a, b) => a - b,
    );
    for (const [index, expected] of [2 - Math.SQRT2, 2, 2 + Math.SQRT2].entries()) {
      expect(values[index]).toBeCloseTo(expected, 10);
    }
  });

  it('tell collapsed tokens from tokens that use every direction', () => {
    const axes = Array.from({ length: 4 }, (_, axis) =>
      Float32Array.from({ length: 4 }, (__, i) => Number(i === axis)),
    );
    const spread = [...axes, ...axes.map((axis) => axis.map((value) => -value))];
    expect(collapseDiagnostics(spread).effectiveRank).toBeCloseTo(4, 5);
    expect(collapseDiagnostics(spread).meanPairwiseCosine).toBeCloseTo(-1 / 7, 5);
    const same = Array.from({ length: 5 }, () => Float32Array.of(0.6, 0.8));
    expect(collapseDiagnostics(same).effectiveRank).toBe(1);
    expect(collapseDiagnostics(same).meanPairwiseCosine).toBeCloseTo(1, 5);
  });

  it('compute the unigram cross-entropy from add-one smoothed training counts', () => {
    const train = [{ targets: [0, 0, 1], tokensCut: 0 }];
    const logProbabilities = unigramLogProbabilities(train, 3);
    // Counts + 1: 3, 2, 1 of 6.
    const loss = unigramCrossEntropy([{ targets: [0, 2], tokensCut: 0 }], logProbabilities);
    expect(loss).toBeCloseTo((Math.log(2) + Math.log(6)) / 2, 5);
  });
});
