import type { EncodedDescription } from './description-batch.js';
import type { Tokenizer } from './tokenizer.js';

/** A word in fewer training descriptions relates nothing to anything. */
const MINIMUM_DESCRIPTIONS = 2;
/** The most common ones are kept: bounds the memory of the heads. */
const MAXIMUM_WORDS = 8192;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Whole words of the training descriptions, for what compares descriptions rather than writes them. */
export interface ContentWords {
  /** Words, at least 1 even if there are none. */
  readonly size: number;
  /** [size] ln((descriptions + 1) / (descriptions with the word + 1)) + 1 */
  readonly inverseDocumentFrequency: Float64Array;
  /** Occurrences of each known word in a description. */
  countsOf(description: EncodedDescription): ReadonlyMap<number, number>;
  /** Descriptions of the training side. */
  readonly training: readonly EncodedDescription[];
}

/** @param training descriptions of the training side alone */
export function contentWords(training: readonly EncodedDescription[], tokenizer: Tokenizer): ContentWords {
  const wordsOf = ({ targets }: EncodedDescription): string[] => tokenizer.decode(targets).match(WORD) ?? [];
  const documents = new Map<string, number>();
  for (const description of training) {
    for (const word of new Set(wordsOf(description))) documents.set(word, (documents.get(word) ?? 0) + 1);
  }
  const known = [...documents]
    .filter(([, count]) => count >= MINIMUM_DESCRIPTIONS)
    .sort(([left, more], [right, less]) => less - more || (left < right ? -1 : 1))
    .slice(0, MAXIMUM_WORDS);
  const positions = new Map(known.map(([word], position) => [word, position]));
  const size = Math.max(1, known.length);
  const inverseDocumentFrequency = new Float64Array(size);
  for (const [position, [, count]] of known.entries())
    inverseDocumentFrequency[position] = Math.log((training.length + 1) / (count + 1)) + 1;
  return {
    size,
    inverseDocumentFrequency,
    training,
    countsOf(description) {
      const counts = new Map<number, number>();
      for (const word of wordsOf(description)) {
        const position = positions.get(word);
        if (position !== undefined) counts.set(position, (counts.get(position) ?? 0) + 1);
      }
      return counts;
    },
  };
}

/**
 * Tf-idf of each description: (1 + ln occurrences) · idf^exponent, not normalised; a row of zeros for a description
 * without a known word. → [descriptions · size]
 */
export function contentWordRows(
  descriptions: readonly EncodedDescription[],
  words: ContentWords,
  idfExponent: number,
): Float32Array {
  const rows = new Float32Array(descriptions.length * words.size);
  for (const [row, description] of descriptions.entries()) {
    for (const [word, count] of words.countsOf(description)) {
      const idf = (words.inverseDocumentFrequency[word] as number) ** idfExponent;
      rows[row * words.size + word] = (1 + Math.log(count)) * idf;
    }
  }
  return rows;
}

/** Each row divided by what `lengthOf` says of it; a row of length 0 stays as it is. */
export function dividedBy(
  rows: Float32Array,
  options: { readonly size: number; readonly lengthOf: (row: Float32Array) => number },
): Float32Array {
  const { size, lengthOf } = options;
  const result = rows.slice();
  for (let start = 0; start < rows.length; start += size) {
    const row = result.subarray(start, start + size);
    const length = lengthOf(row);
    if (length > 0) row.set(row.map((value) => value / length));
  }
  return result;
}
