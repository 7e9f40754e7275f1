/** Runs of signs between blanks; a line of one sign, or a text without blanks, is cut. */
const WORD = /\S{1,64}/gu;

/**
 * A long text in pieces of at most so many words and so many characters; what is beyond the last piece is left out.
 * @returns none for a text of nothing but blanks
 */
export function wordChunks(
  text: string,
  limits: { readonly words: number; readonly characters: number; readonly chunks: number },
): string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let characters = 0;
  const close = (): void => {
    if (chunk.length > 0) chunks.push(chunk.join(' '));
    chunk = [];
    characters = 0;
  };
  for (const [word] of text.matchAll(WORD)) {
    if (chunk.length === limits.words || characters + word.length > limits.characters) close();
    if (chunks.length === limits.chunks) return chunks;
    chunk.push(word);
    characters += word.length + 1;
  }
  close();
  return chunks;
}
