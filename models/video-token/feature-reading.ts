import type { ExtractorSpec } from '../../src/core/features.js';
import { standardise } from '../../src/math/standardise.js';
import type { FeatureStandardisation } from './feature-standardisation.js';

/** What the encoder must know of a model to read features. */
export interface FeatureReading {
  readonly extractors: readonly ExtractorSpec[];
  readonly standardisation: FeatureStandardisation;
  readonly maximumTokensPerExtractor: number;
  /** In standard deviations. */
  readonly featureLimit: number;
}

/**
 * Vectors of one extractor, standardised and cut at the limit, one below the other.
 * @param vectors of one width, that of the standardisation
 */
export function standardisedRows(
  vectors: readonly Float32Array[],
  options: { readonly extractorId: string; readonly reading: FeatureReading },
): Float32Array {
  const { extractorId, reading } = options;
  const by = reading.standardisation.get(extractorId);
  if (by === undefined) throw new RangeError(`No standardisation for extractor "${extractorId}".`);
  const width = by.mean.length;
  const values = new Float32Array(vectors.length * width);
  for (const [index, vector] of vectors.entries()) {
    standardise({ vector, by, offset: 0, target: values, targetOffset: index * width });
  }
  limitInPlace(values, reading.featureLimit);
  return values;
}

/** A plain loop: a million values a step are too many for a callback each. */
function limitInPlace(values: Float32Array, limit: number): void {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (value > limit) values[at] = limit;
    else if (value < -limit) values[at] = -limit;
  }
}
