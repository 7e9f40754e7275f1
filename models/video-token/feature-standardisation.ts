import { VidtokenError } from '../../src/core/errors.js';
import type { ExtractorSpec, FeatureSequence } from '../../src/core/features.js';
import { MomentAccumulator, type Standardisation } from '../../src/math/standardise.js';
import { allFinite } from '../../src/math/vector.js';
import { chosenFeatures } from './chosen-features.js';
import { pooledStatistics, STATISTICS_PER_NUMBER } from './pooled-statistics.js';

/** Mean and inverse deviation of each dimension of an extractor's tokens or of their pooled statistics, by extractor id. */
export type FeatureStandardisation = ReadonlyMap<string, Standardisation>;

/**
 * Measured on the tokens of the training videos alone. A dimension that never varies gets scale 0: it is constant
 * for the model, whatever a later video brings.
 */
export function measureFeatures(
  extractors: readonly ExtractorSpec[],
  videos: Iterable<readonly FeatureSequence[]>,
): FeatureStandardisation {
  const moments = new Map(extractors.map((spec) => [spec.id, new MomentAccumulator(spec.width)]));
  for (const sequences of videos) {
    for (const { extractorId, tokens, width } of sequences) {
      for (let start = 0; start < tokens.length; start += width) {
        moments.get(extractorId)?.add(tokens.subarray(start, start + width));
      }
    }
  }
  return new Map([...moments].map(([id, accumulator]) => [id, accumulator.standardisation()]));
}

/**
 * The same of the pooled statistics of each extractor, mean and deviation over the tokens that the model reads: one
 * vector per video.
 * @param limit tokens of an extractor that are read
 */
export function measurePooled(
  extractors: readonly ExtractorSpec[],
  videos: Iterable<readonly FeatureSequence[]>,
  limit: number,
): FeatureStandardisation {
  const moments = new Map(
    extractors.map(({ id, width }) => [id, new MomentAccumulator(STATISTICS_PER_NUMBER * width)]),
  );
  for (const sequences of videos) {
    for (const one of chosenFeatures(sequences, { limit }))
      moments.get(one.sequence.extractorId)?.add(pooledStatistics(one));
  }
  return new Map([...moments].map(([id, accumulator]) => [id, accumulator.standardisation()]));
}

/**
 * Refuses sequences that the model cannot read.
 * @param video what names the video in the error: its content hash or its position
 * @throws VidtokenError `extractor-mismatch` for an unknown extractor or width, `invalid-value` for NaN.
 */
export function checkSequences(options: {
  readonly extractors: readonly ExtractorSpec[];
  readonly sequences: readonly FeatureSequence[];
  readonly video: string;
}): void {
  for (const sequence of options.sequences) {
    const spec = options.extractors.find(({ id }) => id === sequence.extractorId);
    if (spec === undefined || spec.width !== sequence.width || sequence.tokens.length % spec.width !== 0) {
      throw new VidtokenError({
        code: 'extractor-mismatch',
        message: `Video ${options.video} has features of "${sequence.extractorId}" (width ${sequence.width}), but the model reads ${options.extractors.map(({ id, width }) => `"${id}" (width ${width})`).join(', ')}.`,
        hint: 'Use the extractors the model was trained with, or train again with `vidtoken distill`.',
        facts: { video: options.video, extractorId: sequence.extractorId },
      });
    }
    if (!allFinite(sequence.tokens) || !allFinite(sequence.timesSeconds)) {
      throw new VidtokenError({
        code: 'invalid-value',
        message: `Video ${options.video} has a feature of "${sequence.extractorId}" that is not a finite number.`,
        hint: 'Delete the video with `vidtoken delete` and embed its file again.',
        facts: { video: options.video, extractorId: sequence.extractorId },
      });
    }
  }
}
