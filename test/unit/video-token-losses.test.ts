import { beforeAll, describe, expect, it } from 'vitest';
import type { AuxiliaryHead } from '../../models/video-token/auxiliary-head.js';
import { auxiliaryHeads } from '../../models/video-token/auxiliary-heads.js';
import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { type ContentWords, contentWordRows, contentWords } from '../../models/video-token/content-words.js';
import { contrastiveLoss } from '../../models/video-token/contrastive-head.js';
import {
  descriptionBatch,
  type EncodedDescription,
  encodeDescription,
} from '../../models/video-token/description-batch.js';
import { disturbedTokens } from '../../models/video-token/disturbed-tokens.js';
import type { FeatureReading } from '../../models/video-token/feature-reading.js';
import { initialParameters } from '../../models/video-token/initial-parameters.js';
import { unitInputs } from '../../models/video-token/input-relation-head.js';
import { createParameterBuilder } from '../../models/video-token/parameter-builder.js';
import { relationLoss } from '../../models/video-token/relation-head.js';
import { Tokenizer } from '../../models/video-token/tokenizer.js';
import { wordCrossEntropySum } from '../../models/video-token/word-cross-entropy.js';
import {
  targetWeights,
  wordDistributions,
  wordStatistics,
} from '../../models/video-token/word-statistics.js';
import type { FeatureSequence } from '../../src/core/features.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { dropout } from '../../src/tensor/dropout.js';
import { MovingAverage } from '../../src/tensor/moving-average.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import { softCrossEntropySum } from '../../src/tensor/soft-cross-entropy.js';
import { memory, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { transposed } from '../../src/tensor/transposed.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { gradientErrors } from '../support/gradient-check.js';
import { tinyConfig, tinyExtractors } from '../support/tiny-student.js';

const TOLERANCE = 0.01;

function expectSmall(errors: Record<string, number>): void {
  for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(TOLERANCE);
}

const described = (...targets: number[]): EncodedDescription => ({ targets, tokensCut: 0 });
/** Ids 0…3 are special; 4 is in every description, 7 in none. */
const descriptions = [described(4, 5, 5, 2), described(4, 6, 2), described(4, 2)];
const VOCABULARY = 8;
const statistics = wordStatistics(descriptions, VOCABULARY);
/** Two words, the first in all descriptions, the second in two. */
const words: ContentWords = {
  size: 2,
  inverseDocumentFrequency: Float64Array.of(1, Math.log(4 / 3) + 1),
  training: descriptions,
  countsOf: ({ targets }) =>
    new Map([
      [0, 1] as const,
      ...(targets.includes(2) && targets.length > 2 ? [[1, targets.length - 2] as const] : []),
    ]),
};

/** Features of two extractors whose statistics are read as they are: mean 0, scale 1. */
const reading: FeatureReading = {
  extractors: [
    { id: 'look', version: 1, modality: 'visual', width: 1, pooledWidth: 1 },
    { id: 'read', version: 1, modality: 'text', width: 1, pooledWidth: 1 },
  ],
  standardisation: new Map(
    ['look', 'read'].map((id) => [id, { mean: new Float32Array(2), scale: new Float32Array(2).fill(1) }]),
  ),
  maximumTokensPerExtractor: 8,
  featureLimit: 100,
};
const feature = (
  extractorId: string,
  modality: FeatureSequence['modality'],
  ...tokens: number[]
): FeatureSequence => ({
  extractorId,
  modality,
  width: 1,
  tokens: Float32Array.from(tokens),
  timesSeconds: new Float32Array(tokens.length),
  pooled: new Float32Array(1),
});
/** Mean and deviation of `look`: (3, 4) for the first, (5, 0) for the second; the third has none. */
const sequences = [
  [feature('look', 'visual', -1, 7), feature('read', 'text', 2)],
  [feature('look', 'visual', 5, 5)],
  [],
];

/** Gradient errors of a head's loss, for the tokens and every parameter of the head. */
function headErrors(config: VideoTokenConfig): Record<string, number> {
  const [head] = auxiliaryHeads(config, { statistics, words, reading }) as [AuxiliaryHead];
  const builder = createParameterBuilder(new Random(1));
  head.addParameters(builder);
  const shapes = Object.fromEntries([...builder.specs].map(([name, { shape }]) => [name, shape]));
  return gradientErrors({ ...shapes, tokens: [3, config.tokenDimension] }, (parameters) =>
    head.loss({
      parameters,
      tokens: parameters.get('tokens'),
      unitTokens: unitRows(parameters.get('tokens')),
      descriptions,
      sequences,
    }),
  );
}

describe.each(['cpu', 'wasm', 'native'] as const)(
  'gradients on the %s backend agree with finite differences',
  (name) => {
    beforeAll(async () => {
      await selectBackend({ name, logger: silentLogger });
    });

    it('of soft cross-entropy, rows of any mass and an empty one among them', () => {
      const targets = Float32Array.of(0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.2, 1, 0.8);
      expectSmall(
        gradientErrors({ logits: [3, 4] }, (p) => softCrossEntropySum({ logits: p.get('logits'), targets })),
      );
    });

    it('of a transposed matrix', () => {
      expectSmall(gradientErrors({ x: [3, 4] }, (p) => transposed(p.get('x'))));
    });

    it('of dropout', () => {
      expectSmall(
        gradientErrors({ x: [4, 5] }, (p) => dropout(p.get('x'), { share: 0.4, random: new Random(3) })),
      );
    });

    it('of the contrastive loss, two rows saying the same', () => {
      expectSmall(
        gradientErrors({ left: [4, 3], right: [4, 3] }, (p) =>
          contrastiveLoss({
            left: unitRows(p.get('left')),
            right: unitRows(p.get('right')),
            temperature: 0.5,
            groups: ['a', 'b', 'a', 'c'],
          }),
        ),
      );
    });

    it('of every head, with and without a map of the token', () => {
      const config = { ...tinyConfig, tokenDimension: 4, width: 6, contrastiveTemperature: 0.5 };
      expectSmall(headErrors({ ...config, bagOfWordsWeight: 1 }));
      expectSmall(headErrors({ ...config, contrastiveWeight: 1, contrastiveDimension: 5 }));
      expectSmall(headErrors({ ...config, contrastiveWeight: 1 }));
      expectSmall(headErrors({ ...config, relationWeight: 1, relationTemperature: 0.5 }));
      expectSmall(headErrors({ ...config, inputRelationWeight: 1, relationTemperature: 0.5 }));
    });
  },
);

describe('losses', () => {
  beforeAll(async () => {
    await selectBackend({ name: 'cpu', logger: silentLogger });
  });

  it('soft cross-entropy is −Σ t · log softmax', () => {
    const logits = [
      [1, 2, 3],
      [0, 0, 0],
    ];
    const targets = [
      [0.5, 0.25, 0.25],
      [0, 2, 0],
    ];
    const expected = logits.reduce((sum, row, at) => {
      const normaliser = Math.log(row.reduce((total, logit) => total + Math.exp(logit), 0));
      return sum + row.reduce((part, logit, c) => part + (targets[at]?.[c] ?? 0) * (normaliser - logit), 0);
    }, 0);
    const [value] = readValues(() =>
      softCrossEntropySum({ logits: tensor2d(logits), targets: Float32Array.from(targets.flat()) }),
    );
    expect(value).toBeCloseTo(expected, 5);
  });

  it('stays finite for logits that underflow', () => {
    const [value] = readValues(() =>
      softCrossEntropySum({ logits: tensor2d([[0, -500]]), targets: Float32Array.of(0, 1) }),
    );
    expect(value).toBeCloseTo(500, 3);
  });

  it('word statistics come out as counted by hand', () => {
    expect([...statistics.counts]).toEqual([0, 0, 3, 0, 3, 2, 1, 0]);
    const idf = [...statistics.inverseDocumentFrequency];
    for (const [id, expected] of [
      Math.log(4 / 4),
      Math.log(4 / 2),
      Math.log(4 / 2),
      Math.log(4 / 1),
    ].entries())
      expect(idf[4 + id]).toBeCloseTo(expected, 10);
  });

  it('a bag of words holds occurrences times idf and no special word', () => {
    const plain = wordDistributions([descriptions[0] as EncodedDescription], statistics, 0);
    for (const [id, share] of [0, 0, 0, 0, 1 / 3, 2 / 3, 0, 0].entries())
      expect(plain[id]).toBeCloseTo(share, 6);
    // The word that every description has weighs nothing; the rest is all of the other word.
    const weighted = wordDistributions(descriptions, statistics, 1);
    expect([...weighted.slice(0, VOCABULARY)]).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
    expect([...weighted.slice(2 * VOCABULARY)]).toEqual(new Array(VOCABULARY).fill(0));
  });

  it('target weights are frequency to the power asked for, with mean 1 over the training words', () => {
    expect([...targetWeights(statistics, 0)]).toEqual(new Array(VOCABULARY).fill(1));
    const weights = targetWeights(statistics, 1);
    expect((weights[6] as number) / (weights[5] as number)).toBeCloseTo(2, 5);
    const mean = descriptions
      .flatMap(({ targets }) => targets)
      .reduce((sum, id, _, all) => sum + (weights[id] as number) / all.length, 0);
    expect(mean).toBeCloseTo(1, 5);
  });

  it('the contrastive loss is the mean of both directions, same texts being no negatives', () => {
    const left = [
      [1, 0],
      [0, 1],
      [0.6, 0.8],
    ];
    const right = [
      [0.8, 0.6],
      [0, 1],
      [1, 0],
    ];
    const groups = ['a', 'b', 'a'];
    const score = (i: number, j: number): number =>
      ((left[i]?.[0] ?? 0) * (right[j]?.[0] ?? 0) + (left[i]?.[1] ?? 0) * (right[j]?.[1] ?? 0)) / 0.1;
    const isRival = (i: number, j: number): boolean => i === j || groups[i] !== groups[j];
    let expected = 0;
    for (let i = 0; i < 3; i += 1) {
      const others = [0, 1, 2].filter((j) => isRival(i, j));
      const row = Math.log(others.reduce((sum, j) => sum + Math.exp(score(i, j)), 0)) - score(i, i);
      const column = Math.log(others.reduce((sum, j) => sum + Math.exp(score(j, i)), 0)) - score(i, i);
      expected += (row + column) / 6;
    }
    const [value] = readValues(() =>
      contrastiveLoss({ left: tensor2d(left), right: tensor2d(right), temperature: 0.1, groups }),
    );
    expect(value).toBeCloseTo(expected, 3);
  });

  it('the relation loss compares each video with the others as their descriptions do, never with itself', () => {
    const tokens = [
      [1, 0],
      [0.6, 0.8],
      [0, 1],
    ];
    const meanings = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0.8, 0.6],
    ];
    // Cosines of the tokens: .6, 0, .8; of the descriptions: 0, 0, .8; both over a temperature of .5.
    const share = (wanted: number, other: number): number => 1 / (1 + Math.exp((other - wanted) / 0.5));
    const entropy = (share: number, guess: number): number =>
      -share * Math.log(guess) - (1 - share) * Math.log(1 - guess);
    const first = entropy(share(0, 0), share(0.6, 0));
    const second = entropy(share(0.8, 0), share(0.8, 0.6));
    const third = entropy(share(0.8, 0), share(0.8, 0));
    const [value] = readValues(() =>
      relationLoss({ tokens: tensor2d(tokens), meanings: tensor2d(meanings), temperature: 0.5 }),
    );
    expect(value).toBeCloseTo((first + second + third) / 3, 5);
    const [alone] = readValues(() =>
      relationLoss({ tokens: tensor2d([[1, 0]]), meanings: tensor2d([[0, 1]]), temperature: 0.5 }),
    );
    expect(alone).toBeCloseTo(0, 10);
  });

  it('inputs are compared by the statistics of each extractor, each as loud as the others', () => {
    const { rows, width } = unitInputs(sequences, { reading, limit: 8 });
    expect(width).toBe(4);
    // (3, 4) and (2, 0) become (.6, .8) and (1, 0); together they are √2 long.
    const expected = [
      ...[0.6, 0.8, 1, 0].map((value) => value / Math.SQRT2),
      ...[1, 0, 0, 0],
      ...[0, 0, 0, 0],
    ];
    for (const [at, value] of expected.entries()) expect(rows[at]).toBeCloseTo(value, 5);
  });

  it('content words are whole words of two training descriptions or more, weighted as by hand', () => {
    const tokenizer = Tokenizer.train([], 260);
    const texts = ['Red red box', 'a BOX, red', 'Äpfel rollen', 'Äpfel!'];
    const training = texts.map((text) => encodeDescription(tokenizer, text, 100));
    const words = contentWords(training, tokenizer);
    expect(words.size).toBe(3);
    const rows = contentWordRows(training, words, 1);
    const idf = Math.log(5 / 3) + 1;
    // All three words are in two descriptions, so they stand in the order of the alphabet: box, red, äpfel.
    const expected = [idf, (1 + Math.log(2)) * idf, 0, idf, idf, 0, 0, 0, idf, 0, 0, idf];
    for (const [at, value] of expected.entries()) expect(rows[at]).toBeCloseTo(value, 5);
    const none = contentWords([encodeDescription(tokenizer, '…', 9)], tokenizer);
    expect([none.size, ...contentWordRows(training, none, 1)]).toEqual([1, 0, 0, 0, 0]);
  });

  it('label smoothing mixes the word with the mean over the vocabulary', () => {
    const shape = { config: tinyConfig, extractors: tinyExtractors, vocabularySize: VOCABULARY };
    const parameters = initialParameters({ shape, random: new Random(1) });
    const student = { config: tinyConfig, parameters };
    const words = descriptionBatch([described(4)]);
    const value = (labelSmoothing: number, target: number): number => {
      const targets = words.targets.map((id, place) => (place === 0 ? target : id));
      const [sum] = readValues(() =>
        wordCrossEntropySum(student, {
          tokens: tensor2d(new Float32Array(tinyConfig.tokenDimension).fill(0.2), [
            1,
            tinyConfig.tokenDimension,
          ]),
          words: { ...words, targets },
          labelSmoothing,
        }),
      );
      return sum as number;
    };
    const everyWord = Array.from({ length: VOCABULARY }, (_, id) => value(0, id));
    const mean = everyWord.reduce((sum, loss) => sum + loss, 0) / VOCABULARY;
    expect(value(0.1, 4)).toBeCloseTo(0.9 * (everyWord[4] as number) + 0.1 * mean, 4);
    parameters.dispose();
  });
});

describe('disturbances in training', () => {
  beforeAll(async () => {
    await selectBackend({ name: 'cpu', logger: silentLogger });
  });

  it('dropout keeps the expected value and draws nothing for a share of 0', () => {
    const random = new Random(1);
    const before = random.state;
    const ones = (): Tensor2D => tensor2d(new Float32Array(10_000).fill(1), [100, 100]);
    expect(readValues(() => dropout(ones(), { share: 0, random }))[0]).toBe(1);
    expect(random.state).toEqual(before);
    const dropped = readValues(() => dropout(ones(), { share: 0.25, random }));
    expect(dropped.filter((value) => value === 0).length / 10_000).toBeCloseTo(0.25, 1);
    expect(dropped.reduce((sum, value) => sum + value, 0) / 10_000).toBeCloseTo(1, 1);
  });

  it('token noise has the deviation asked for, measured in root mean squares of a unit vector', () => {
    const config = { ...tinyConfig, tokenDimension: 1000, tokenNoise: 0.5 };
    const zeros = new Float32Array(1000);
    const noise = readValues(() =>
      disturbedTokens(tensor2d(zeros, [1, 1000]), { config, random: new Random(2) }),
    );
    const length = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0));
    expect(length).toBeCloseTo(0.5, 1);
  });

  it('the moving average follows the weights as written by hand, and frees what it owns', () => {
    const before = memory().numTensors;
    const parameters = new Parameters(
      new Map([['w', { shape: [1], initial: Float32Array.of(1), decays: true }]]),
    );
    const average = new MovingAverage(parameters, 0.5);
    parameters.import(new Map([['w', { shape: [1], values: Float32Array.of(3) }]]));
    average.update(1); // min(0.5, 2/11) of the old one
    const first = (2 / 11) * 1 + (9 / 11) * 3;
    expect(average.parameters.export().get('w')?.values[0]).toBeCloseTo(first, 5);
    average.update(100);
    expect(average.export().get('average/w')?.values[0]).toBeCloseTo(0.5 * first + 1.5, 5);
    parameters.dispose();
    average.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
