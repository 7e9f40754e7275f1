import { expect, it } from 'vitest';
import type { ExtractorSpec, FeatureSequence } from '../../src/core/features.js';
import { semanticExtractor, semanticVector } from '../../src/features/semantic-vector.js';

const spec = (id: string, textAligned?: boolean): ExtractorSpec => ({
  id,
  version: 1,
  modality: 'visual',
  width: 2,
  pooledWidth: 2,
  ...(textAligned === undefined ? {} : { textAligned }),
});

const sequence = (extractorId: string, first: number): FeatureSequence => ({
  extractorId,
  modality: 'visual',
  width: 2,
  tokens: Float32Array.of(9, 9),
  timesSeconds: Float32Array.of(0),
  pooled: Float32Array.of(first, 0),
});

it('a video is found with words by what the first text-aligned extractor pooled', () => {
  const specs = [spec('eye'), spec('clip', true), spec('other-clip', true)];
  const sequences = [sequence('other-clip', 3), sequence('clip', 2), sequence('eye', 1)];
  expect(semanticExtractor(specs)?.id).toBe('clip');
  expect(semanticVector(sequences, specs)).toEqual(Float32Array.of(2, 0));
});

it('a video has no such vector without such an extractor, or where that one is silent', () => {
  const sequences = [sequence('eye', 1)];
  expect(semanticVector(sequences, [spec('eye')])).toBeUndefined();
  expect(semanticVector(sequences, [spec('eye', false), spec('clip', true)])).toBeUndefined();
});
