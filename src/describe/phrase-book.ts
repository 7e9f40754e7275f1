import { z } from 'zod';
import { partsByHeading } from './prompt/parts-by-heading.js';
import { fillPlaceholders, templateSchema } from './prompt/placeholders.js';
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

const BULLET = /^-\s+(?<phrase>\S.*?)\s*$/;

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
    Object.entries(slots).map(([slot, words]) => [slot, z.array(templateSchema(words)).min(1)]),
  );
  const parsed = z.strictObject(shape).safeParse(phrasesBySlot(file.body));
  if (!parsed.success) throw invalidPrompt(path, z.prettifyError(parsed.error));
  const phrases: Readonly<Record<string, readonly string[] | undefined>> = parsed.data;
  return {
    fill(slot, values, choice) {
      const wordings = phrases[slot] ?? [];
      return fillPlaceholders(wordings[choice % wordings.length] ?? '', values);
    },
  };
}

function phrasesBySlot(body: string): Record<string, string[]> {
  const phrasesOf = (lines: readonly string[]): string[] =>
    lines.map((line) => BULLET.exec(line)?.groups?.phrase).filter((phrase) => phrase !== undefined);
  return Object.fromEntries([...partsByHeading(body)].map(([slot, lines]) => [slot, phrasesOf(lines)]));
}
