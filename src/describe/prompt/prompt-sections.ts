import { z } from 'zod';
import type { SlotWords } from '../phrase-book.js';
import { invalidPrompt, type PromptFile } from '../prompt-file.js';

/** The texts of a prompt file under their headings. */
export interface PromptSections<Sections extends SlotWords> {
  /**
   * One section with its words filled in. Values are inserted as they are and never read as templates, so that braces
   * in a stranger's text stay braces.
   */
  fill(section: keyof Sections & string, values?: Readonly<Record<string, string>>): string;
}

const HEADING = /^## (?<name>[a-z][a-z-]*)$/;
const PLACEHOLDER = /\{([a-z-]+)\}/g;

/**
 * Reads `## name` headings with text under them; text before the first heading is a comment.
 * @param options.sections the words in braces that each section must hold, no more and no fewer
 * @throws VidtokenError `configuration` for a section that is missing, unknown or empty, or has the wrong words
 */
export function promptSections<const Sections extends SlotWords>(options: {
  readonly file: PromptFile;
  readonly path: string;
  readonly sections: Sections;
}): PromptSections<Sections> {
  const { file, path, sections } = options;
  const shape = Object.fromEntries(
    Object.entries(sections).map(([name, words]) => [name, sectionSchema(words)]),
  );
  const parsed = z.strictObject(shape).safeParse(textsByHeading(file.body));
  if (!parsed.success) throw invalidPrompt(path, z.prettifyError(parsed.error));
  const texts: Readonly<Record<string, string | undefined>> = parsed.data;
  return {
    fill: (section, values = {}) =>
      (texts[section] ?? '').replace(PLACEHOLDER, (_, word: string) => values[word] ?? ''),
  };
}

function sectionSchema(words: readonly string[]): z.ZodString {
  const expected = [...words].sort().join(', ');
  return z
    .string()
    .min(1)
    .refine((text) => wordsOf(text) === expected, {
      message: `must hold each of these words in braces once: ${expected === '' ? '(none)' : expected}`,
    });
}

function wordsOf(text: string): string {
  return [...text.matchAll(PLACEHOLDER)]
    .map((match) => match[1] ?? '')
    .sort()
    .join(', ');
}

function textsByHeading(body: string): Record<string, string> {
  const lines = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of body.split('\n')) {
    const name = HEADING.exec(line)?.groups?.name;
    if (name === undefined) {
      current?.push(line);
    } else {
      current = [];
      lines.set(name, current);
    }
  }
  return Object.fromEntries([...lines].map(([name, text]) => [name, text.join('\n').trim()]));
}
