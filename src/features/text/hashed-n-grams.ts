import { fnv1a } from './fnv1a.js';

export const HASHED_TEXT_WIDTH = 256;

/** Letters in a row; the ends of the word are marked, so that beginnings and endings differ from middles. */
const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;
/** A whole word says more than any of its pieces. */
const WORD_WEIGHT = 1;
const WORD_PAIR_WEIGHT = 0.5;
/**
 * Shared by all pieces of one word: misspellings and inflections still meet. Not the weight of a word, or a
 * word of one letter whose only piece hashes to its place with the other sign would vanish.
 */
const PIECES_WEIGHT = 0.8;

/**
 * Adds words, neighbouring pairs of words and character n-grams (3–5) to a vector by signed feature hashing
 * (Weinberger et al. 2009; the pieces after Bojanowski et al. 2017, fastText).
 *
 * @param output [256], added to in place; length not normalised
 */
export function addHashedNGrams(words: readonly string[], output: Float32Array): void {
  for (const [index, word] of words.entries()) {
    addHashed(output, `word ${word}`, WORD_WEIGHT);
    const previous = words[index - 1];
    if (previous !== undefined) addHashed(output, `pair ${previous} ${word}`, WORD_PAIR_WEIGHT);
    const pieces = characterGrams(word);
    for (const piece of pieces) addHashed(output, `piece ${piece}`, PIECES_WEIGHT / Math.sqrt(pieces.length));
  }
}

function characterGrams(word: string): string[] {
  const characters = ['<', ...word, '>'];
  const grams: string[] = [];
  for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length += 1) {
    for (let start = 0; start + length <= characters.length; start += 1) {
      grams.push(characters.slice(start, start + length).join(''));
    }
  }
  return grams;
}

function addHashed(output: Float32Array, text: string, weight: number): void {
  const hash = fnv1a(text);
  // The top bit gives the sign; the bits below it, folded together as FNV's authors advise, the place.
  const place = ((hash ^ (hash >>> 15)) & 0x7fff) % output.length;
  const sign = hash >>> 31 === 0 ? 1 : -1;
  output[place] = (output[place] as number) + sign * weight;
}
