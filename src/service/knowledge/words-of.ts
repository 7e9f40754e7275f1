import { stopwords } from '@orama/stopwords/english';

/** English is the language of the prompts, so most descriptions are English. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(stopwords);
/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const WORD = /\p{L}[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * The different words of a text in lower case; a word has at least two characters and begins with a letter. Function
 * words of English (`from`, `so`, `its`) are left out: in few descriptions they pass for distinctive by chance.
 */
export function contentWordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const word of allWordsOf(text.toLowerCase())) {
    if (!FUNCTION_WORDS.has(word.replace('’', "'"))) words.add(word);
  }
  return words;
}

function allWordsOf(lower: string): readonly string[] {
  if (!UNSPACED.test(lower)) return lower.match(WORD) ?? [];
  return [...segmenter.segment(lower)]
    .filter(({ segment, isWordLike }) => isWordLike === true && /^\p{L}.+/u.test(segment))
    .map(({ segment }) => segment);
}
