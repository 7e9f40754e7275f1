/** A sentence with its closing marks: before a blank or the end, or anywhere where the script writes without blanks. */
const SENTENCE = /.+?(?:[.!?…]+["'”’)]*(?=\s|$)|[。！？]+["'”’)]*)/gsu;

/** A text taken apart. */
export interface Sentences {
  /** In order, trimmed. */
  readonly whole: readonly string[];
  /** What comes after the last of them, `''` when nothing does. */
  readonly rest: string;
}

export function splitSentences(text: string): Sentences {
  const matches = [...text.matchAll(SENTENCE)];
  const last = matches.at(-1);
  const end = last === undefined ? 0 : last.index + last[0].length;
  return { whole: matches.map(([sentence]) => sentence.trim()), rest: text.slice(end).trim() };
}

/** A text in comparable form: letters and digits in lower case, single blanks. */
export function plainForm(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
