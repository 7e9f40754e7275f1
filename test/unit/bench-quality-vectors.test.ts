import { describe, expect, it } from 'vitest';
import type { ExtractorSpec, FeatureSequence } from '../../src/core/features.js';
import { cosinesWithRow } from '../../src/math/unit-rows.js';
import { descriptionVectors } from '../bench/quality/description-vectors.js';
import { CONCATENATION, featureVectors } from '../bench/quality/feature-vectors.js';

function extractor(id: string): ExtractorSpec {
  return { id, version: 1, modality: id === 'sound' ? 'audio' : 'visual', width: 2, pooledWidth: 2 };
}

function sequence(id: string, pooled: number[]): FeatureSequence {
  const { modality, width } = extractor(id);
  return {
    extractorId: id,
    modality,
    width,
    tokens: new Float32Array(width),
    timesSeconds: new Float32Array(1),
    pooled: Float32Array.from(pooled),
  };
}

// Training means of the picture are (2, 10), deviations (1, 10); those of the sound (3, 0) and (1, 0).
const clips = [
  { sequences: [sequence('picture', [1, 0]), sequence('sound', [2, 0])] },
  { sequences: [sequence('picture', [3, 20]), sequence('sound', [4, 0])] },
  { sequences: [sequence('picture', [102, 20])] },
];
const vectors = featureVectors({
  clips,
  isTraining: [true, true, false],
  extractors: [extractor('picture'), extractor('sound'), extractor('words')],
  limit: 5,
});

function rowsNamed(name: string) {
  const found = vectors.find((vector) => vector.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.rows;
}

describe('the vectors that tokens are compared with', () => {
  it('are each feature raw and standardised, and all of them in one, without extractors that say nothing', () => {
    expect(vectors.map(({ name }) => name)).toEqual([
      'picture, raw',
      'sound, raw',
      'picture, standardised',
      'sound, standardised',
      CONCATENATION,
      'all, each at length 1',
    ]);
  });

  it('are standardised by the training clips alone and cut at the limit', () => {
    const { values, present } = rowsNamed('picture, standardised');
    const half = Math.SQRT1_2;
    const length = Math.hypot(5, 1);
    const expected = [-half, -half, half, half, 5 / length, 1 / length];
    for (const [at, value] of expected.entries()) expect(values[at]).toBeCloseTo(value, 6);
    expect([...present]).toEqual([1, 1, 1]);
  });

  it('stand at the mean where a modality is missing, and are absent alone', () => {
    expect([...rowsNamed('sound, raw').present]).toEqual([1, 1, 0]);
    const joint = rowsNamed(CONCATENATION);
    const length = Math.hypot(5, 1);
    const third = [...joint.values.subarray(2 * joint.dimension)];
    expect(joint.dimension).toBe(4);
    for (const [at, value] of [5 / length, 1 / length, 0, 0].entries())
      expect(third[at]).toBeCloseTo(value, 6);
  });

  it('weigh every feature alike in the vector of unit parts', () => {
    const { values } = rowsNamed('all, each at length 1');
    // Picture (−1, −1) and sound (−1, 0), each at length 1, then the whole at length 1.
    for (const [at, value] of [-0.5, -0.5, -Math.SQRT1_2, 0].entries())
      expect(values[at]).toBeCloseTo(value, 6);
  });
});

describe('the vectors of the true descriptions', () => {
  it('are tf-idf: rare shared words connect more than frequent ones, words of one text do not count', () => {
    const rows = descriptionVectors(['Dog runs, DOG!', 'dog sits', 'bird runs', 'bird runs']);
    // Kept: dog (2 texts), runs (3), bird (2). N = 4.
    const rare = Math.log(5 / 3) + 1;
    const frequent = Math.log(5 / 4) + 1;
    const twice = 1 + Math.log(2);
    const first = [twice * rare, frequent];
    const third = [frequent, rare];
    const cosines = cosinesWithRow(rows, 0);
    expect(cosines[1]).toBeCloseTo((twice * rare) / Math.hypot(...first), 5);
    expect(cosines[2]).toBeCloseTo(frequent ** 2 / Math.hypot(...first) / Math.hypot(...third), 5);
    expect(cosinesWithRow(rows, 2)[3]).toBeCloseTo(1, 6);
  });
});
