import type { UnitRows } from '../../../src/math/unit-rows.js';
import { rowsOf } from './feature-vectors.js';

/** A word of one description alone connects nothing. */
const MINIMUM_DESCRIPTIONS = 2;

/**
 * tf-idf of the true descriptions, (1 + ln count) · (ln((1 + N) / (1 + n)) + 1), length 1: what a token could know at
 * most if it could say every description word for word.
 */
export function descriptionVectors(descriptions: readonly string[]): UnitRows {
  const documents = descriptions.map((text) => countWords(text));
  const frequencies = new Map<string, number>();
  for (const words of documents) {
    for (const word of words.keys()) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  }
  const kept = [...frequencies].filter(([, found]) => found >= MINIMUM_DESCRIPTIONS);
  const vectors = documents.map((words) =>
    Float32Array.from(kept, ([word, found]) => {
      const count = words.get(word);
      if (count === undefined) return 0;
      return (1 + Math.log(count)) * (Math.log((1 + documents.length) / (1 + found)) + 1);
    }),
  );
  return rowsOf(vectors, kept.length);
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
