import type { EncodedDescription } from './description-batch.js';
import { SPECIAL_IDS } from './tokenizer.js';

const SPECIAL: ReadonlySet<number> = new Set(Object.values(SPECIAL_IDS));

/** What the training descriptions say about each word (token id) of the vocabulary. */
export interface WordStatistics {
  readonly vocabularySize: number;
  /** [vocabularySize] ln((descriptions + 1) / (descriptions with the word + 1)): 0 for a word that all have. */
  readonly inverseDocumentFrequency: Float64Array;
  /** [vocabularySize] occurrences as targets, `end` included. */
  readonly counts: Float64Array;
}

/** @param descriptions of the training side alone */
export function wordStatistics(
  descriptions: readonly EncodedDescription[],
  vocabularySize: number,
): WordStatistics {
  const counts = new Float64Array(vocabularySize);
  const documents = new Float64Array(vocabularySize);
  for (const { targets } of descriptions) {
    for (const id of targets) counts[id] = (counts[id] as number) + 1;
    for (const id of new Set(targets)) documents[id] = (documents[id] as number) + 1;
  }
  const inverseDocumentFrequency = documents.map((count) =>
    Math.log((descriptions.length + 1) / (count + 1)),
  );
  return { vocabularySize, inverseDocumentFrequency, counts };
}

/**
 * Words of each description as a distribution: occurrences times idf^exponent, divided by their sum; special ids are
 * no words. A description without any weight is a row of zeros. → [descriptions · vocabularySize]
 */
export function wordDistributions(
  descriptions: readonly EncodedDescription[],
  statistics: WordStatistics,
  idfExponent: number,
): Float32Array {
  const { vocabularySize, inverseDocumentFrequency } = statistics;
  const rows = new Float32Array(descriptions.length * vocabularySize);
  for (const [row, { targets }] of descriptions.entries()) {
    const weights = targets.map((id) =>
      SPECIAL.has(id) ? 0 : (inverseDocumentFrequency[id] as number) ** idfExponent,
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) continue;
    for (const [place, id] of targets.entries()) {
      const at = row * vocabularySize + id;
      rows[at] = (rows[at] as number) + (weights[place] as number) / total;
    }
  }
  return rows;
}

/**
 * Weight of each word as a target of the cross-entropy: frequency^−exponent, scaled to a mean of 1 over the training
 * targets, so that the loss keeps its size. Exponent 0 is the plain cross-entropy. → [vocabularySize]
 */
export function targetWeights({ counts }: WordStatistics, exponent: number): Float32Array {
  // A word that training never asks for has no weight to find: it is as rare as one seen once.
  const raw = counts.map((count) => Math.max(1, count) ** -exponent);
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  const total = raw.reduce((sum, weight, id) => sum + weight * (counts[id] as number), 0);
  return Float32Array.from(raw, (weight) => (weight * tokens) / total);
}
