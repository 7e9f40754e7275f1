/** Control characters, and the marks that turn the writing direction of all that follows. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;
const WHITESPACE = /\s+/gu;

/**
 * A stranger's text as one plain line: control characters become spaces, runs of spaces one, and it ends with
 * an ellipsis where it is cut.
 *
 * @param maximumLength in characters (code points), the ellipsis included
 */
export function safeText(text: string, maximumLength: number): string {
  const line = text.replace(UNSAFE, ' ').replace(WHITESPACE, ' ').trim();
  // A character is at most two units long: a book need not be taken apart to be cut.
  const characters = [...line.slice(0, 2 * (maximumLength + 1))];
  if (characters.length <= maximumLength) return line;
  return `${characters
    .slice(0, maximumLength - 1)
    .join('')
    .trimEnd()}…`;
}

/** `safeText` between double quotes; quotes inside become single, so that they cannot end it. */
export function quotedText(text: string, maximumLength: number): string {
  return `"${safeText(text, maximumLength).replace(/["“”„‟]/gu, "'")}"`;
}
