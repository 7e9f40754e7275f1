import type { TinyTokenizer } from './tiny-tokenizer.js';

/** So much more likely is the word that follows than any other; evidence is far below it. */
const CERTAIN = 100;

/**
 * The logits of a decoder that says one sentence: after each word of the chain comes the next. Where several words may
 * follow, evidence decides between them.
 *
 * @param links what follows what, a word or one of several
 * @returns [words, words] row by row: row of the last word, column of the next
 */
export function wordChain(
  tokenizer: TinyTokenizer,
  links: readonly (readonly [string, string | readonly string[]])[],
): Float32Array {
  const table = new Float32Array(tokenizer.size ** 2);
  for (const [from, to] of links) {
    for (const next of typeof to === 'string' ? [to] : to) {
      table[tokenizer.idOf(from) * tokenizer.size + tokenizer.idOf(next)] = CERTAIN;
    }
  }
  return table;
}

/** @returns [kinds of evidence, words]: one point for the word of each kind */
export function wordEvidence(tokenizer: TinyTokenizer, words: readonly string[]): Float32Array {
  const table = new Float32Array(words.length * tokenizer.size);
  for (const [kind, word] of words.entries()) table[kind * tokenizer.size + tokenizer.idOf(word)] = 1;
  return table;
}
