import { beforeAll, describe, expect, it } from 'vitest';
import { encodeDescription } from '../../models/video-token/description-batch.js';
import { crossEntropyOf } from '../../models/video-token/inference.js';
import { initialParameters } from '../../models/video-token/initial-parameters.js';
import { readText } from '../../models/video-token/read-text.js';
import { Tokenizer } from '../../models/video-token/tokenizer.js';
import { compareReadings } from '../../pipelines/explain/compare-readings.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { memory } from '../../src/tensor/tensor.js';
import { tinyConfig, tinyExamples, tinyExtractors } from '../support/tiny-student.js';

describe('comparing readings', () => {
  it('gives the means per word, the rank and the gain of each word of an example computed by hand', () => {
    const fit = compareReadings({
      words: ['a', ' red', ' dog', ',', ' red', ''],
      logProbabilities: [
        Float32Array.of(-1, -1, -2, -0.5, -0.5, -1), // −6
        Float32Array.of(-1, -2, -1, -0.5, -1.5, -2), // −8
        Float32Array.of(-1, -4, -1, -0.5, -2.5, -3), // −12
      ],
    });
    expect(fit).toMatchObject({ words: 4, ownPerWord: -1.5, othersPerWord: -2.5, rank: 1 });
    // red: (−1 + 3) + (−0.5 + 2); a: 0; dog: −2 + 1. The comma and the end are no words.
    expect(fit?.gains).toEqual([
      { word: 'red', count: 2, gain: 3.5 },
      { word: 'a', count: 1, gain: 0 },
      { word: 'dog', count: 1, gain: -1 },
    ]);
  });

  it('says nothing where there is no word or nobody to compare with', () => {
    expect(
      compareReadings({ words: [''], logProbabilities: [Float32Array.of(-1), Float32Array.of(-1)] }),
    ).toBe(undefined);
    expect(compareReadings({ words: ['a'], logProbabilities: [Float32Array.of(-1)] })).toBe(undefined);
  });
});

describe('reading a text', () => {
  beforeAll(() => selectBackend({ name: 'cpu', logger: silentLogger }));
  const tokenizer = Tokenizer.train(
    tinyExamples(20).map(({ description }) => description),
    tinyConfig.vocabularySize,
  );

  function readings(text: string) {
    const shape = {
      config: tinyConfig,
      extractors: tinyExtractors,
      vocabularySize: tokenizer.vocabularySize,
    };
    const random = new Random(3);
    const student = { config: tinyConfig, parameters: initialParameters({ shape, random }) };
    const tokens = Array.from({ length: 3 }, () => Float32Array.from({ length: 12 }, () => random.normal()));
    try {
      const reading = readText({ student, tokenizer, text, tokens });
      const description = encodeDescription(tokenizer, text, tinyConfig.maximumDescriptionTokens);
      const expected = tokens.map(
        (token) =>
          -crossEntropyOf(student, { tokens: [token], descriptions: [description] }) *
          description.targets.length,
      );
      return { reading, expected };
    } finally {
      student.parameters.dispose();
    }
  }

  it('adds up to the cross-entropy of the text, end included, for each token', () => {
    const { reading, expected } = readings('A red square moves. Then rain falls.');
    expect(reading.words).toEqual([
      'a',
      ' red',
      ' square',
      ' moves',
      '.',
      ' then',
      ' rain',
      ' falls',
      '.',
      '',
    ]);
    for (const [at, values] of reading.logProbabilities.entries()) {
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected[at] as number, 3);
    }
  });

  it('cuts a text that is too long after a whole word, without an end', () => {
    const { reading } = readings('A red square moves. '.repeat(200));
    expect(reading.words.at(-1)).not.toBe('');
    expect(reading.words.length).toBeLessThanOrEqual(tinyConfig.maximumDescriptionTokens);
    expect(reading.logProbabilities[0]).toHaveLength(reading.words.length);
  });

  it('reads emoji, Chinese and nothing at all', () => {
    for (const text of ['漢字😀', '']) {
      const { reading } = readings(text);
      expect(reading.words.at(-1)).toBe('');
      expect([...(reading.logProbabilities[0] ?? [])].every((value) => value < 0)).toBe(true);
    }
  });

  it('leaves no tensor behind', () => {
    readings('A red square.');
    const before = memory().numTensors;
    readings('A red square.');
    expect(memory().numTensors).toBe(before);
  });
});
