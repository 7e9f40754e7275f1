/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const WORD = /\p{L}[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The different words of a text in lower case; a word has at least two characters and begins with a letter. */
export function wordsOf(text: string): Set<string> {
  const lower = text.toLowerCase();
  if (!UNSPACED.test(lower)) return new Set(lower.match(WORD));
  const words = new Set<string>();
  for (const { segment, isWordLike } of segmenter.segment(lower)) {
    if (isWordLike === true && /^\p{L}.+/u.test(segment)) words.add(segment);
  }
  return words;
}
