import type { ExtractorSpec, FeatureSequence } from '../core/features.js';

/** The extractor whose pooled vectors texts are compared with: the first that is `textAligned`. */
export function semanticExtractor(specs: readonly ExtractorSpec[]): ExtractorSpec | undefined {
  return specs.find(({ textAligned }) => textAligned === true);
}

/**
 * The vector by which a video is found with words: what `semanticExtractor` pooled, of unit length.
 * @returns `undefined` when no extractor is aligned with texts, or it has nothing to say about this video
 */
export function semanticVector(
  sequences: readonly FeatureSequence[],
  specs: readonly ExtractorSpec[],
): Float32Array | undefined {
  const id = semanticExtractor(specs)?.id;
  return sequences.find(({ extractorId }) => extractorId === id)?.pooled;
}
