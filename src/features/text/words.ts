/** Scripts written without spaces: every character is a word of its own. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
/** A picture with its skin tone and what zero-width joiners tie to it; or a flag. */
const EMOJI = String.raw`\p{RI}\p{RI}|\p{Extended_Pictographic}\p{EMod}?(?:\u200D\p{Extended_Pictographic}\p{EMod}?)*`;
/** Asks for the coloured form of a sign; people and programs write it or leave it out. */
const VARIATION_SELECTOR = /\uFE0F/gu;
const WORD = new RegExp(
  String.raw`${EMOJI}|[${UNSPACED}]\p{M}*|(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}])+`,
  'gu',
);

/**
 * The words of a text for comparison: compatibility-normalised (NFKC), case folded (STRASSE = straße), without
 * punctuation. Letters and digits run together; a character of a script without spaces and an emoji are words
 * by themselves. A text of nothing but signs is one word.
 */
export function words(text: string): string[] {
  const folded = text.normalize('NFKC').toUpperCase().toLowerCase().replace(VARIATION_SELECTOR, '');
  // Folding can take letters apart (ŉ → ʼn), so they are composed once more.
  const composed = folded.normalize('NFKC').trim();
  const found = composed.match(WORD);
  if (found !== null) return found;
  return composed.length > 0 ? [composed] : [];
}
