/** The words of a text in lower case, compatibility forms folded, punctuation left out. */
export function plainWords(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** Do the words stand in the text, next to one another and in this order? */
export function holdsWords(text: readonly string[], words: readonly string[]): boolean {
  if (words.length === 0) return false;
  return text.some((_, start) => words.every((word, offset) => text[start + offset] === word));
}
