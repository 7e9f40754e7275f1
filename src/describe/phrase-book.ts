import { z } from 'zod';
import { invalidPrompt, type PromptFile } from './prompt-file.js';

/** Slots of a template with the words that each of their phrases must hold. */
export type SlotWords = Readonly<Record<string, readonly string[]>>;

/** Sentences and parts of sentences in several wordings. */
export interface PhraseBook<Slots extends SlotWords> {
  /**
   * One phrase of a slot with its words filled in. Values are inserted as they are and never read as
   * templates, so that braces in a title stay braces.
   * @param choice whole number ≥ 0 that picks among the wordings
   */
  fill(slot: keyof Slots & string, values: Readonly<Record<string, string>>, choice: number): string;
}

const HEADING = /^## (?<slot>[a-z][a-z-]*)$/;
const BULLET = /^-\s+(?<phrase>\S.*?)\s*$/;
const PLACEHOLDER = /\{([a-z-]+)\}/g;

/**
 * Reads `## slot` headings with `- phrase` bullets under them; text before the first heading is a comment.
 * @throws VidtokenError `configuration` for a slot that is missing, unknown or empty, or a phrase with the
 *   wrong words
 */
export function phraseBook<const Slots extends SlotWords>(options: {
  readonly file: PromptFile;
  readonly path: string;
  readonly slots: Slots;
}): PhraseBook<Slots> {
  const { file, path, slots } = options;
  const shape = Object.fromEntries(
    Object.entries(slots).map(([slot, words]) => [slot, z.array(phraseSchema(words)).min(1)]),
  );
  const parsed = z.strictObject(shape).safeParse(phrasesBySlot(file.body));
  if (!parsed.success) throw invalidPrompt(path, z.prettifyError(parsed.error));
  const phrases: Readonly<Record<string, readonly string[] | undefined>> = parsed.data;
  return {
    fill(slot, values, choice) {
      const wordings = phrases[slot] ?? [];
      const phrase = wordings[choice % wordings.length] ?? '';
      return phrase.replace(PLACEHOLDER, (_, word: string) => values[word] ?? '');
    },
  };
}

function phraseSchema(words: readonly string[]): z.ZodString {
  const expected = [...words].sort().join(', ');
  return z.string().refine((phrase) => wordsOf(phrase) === expected, {
    message:
      expected === '' ? 'must hold no words in braces' : `must hold exactly the words ${expected} in braces`,
  });
}

function wordsOf(phrase: string): string {
  return [...phrase.matchAll(PLACEHOLDER)]
    .map((match) => match[1] ?? '')
    .sort()
    .join(', ');
}

function phrasesBySlot(body: string): Record<string, string[]> {
  const slots: Record<string, string[]> = {};
  let current: string[] | undefined;
  for (const line of body.split('\n')) {
    const slot = HEADING.exec(line)?.groups?.slot;
    if (slot !== undefined) {
      current = [];
      slots[slot] = current;
      continue;
    }
    const phrase = BULLET.exec(line)?.groups?.phrase;
    if (phrase !== undefined) current?.push(phrase);
  }
  return slots;
}
