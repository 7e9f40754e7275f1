import { z } from 'zod';
import type { SlotWords } from '../phrase-book.js';
import { invalidPrompt, type PromptFile } from '../prompt-file.js';
import { partsByHeading } from './parts-by-heading.js';
import { fillPlaceholders, templateSchema } from './placeholders.js';

/** The texts of a prompt file under their headings. */
export interface PromptSections<Sections extends SlotWords> {
  /**
   * One section with its words filled in. Values are inserted as they are and never read as templates, so that braces
   * in a stranger's text stay braces.
   */
  fill(section: keyof Sections & string, values?: Readonly<Record<string, string>>): string;
}

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
    Object.entries(sections).map(([name, words]) => [name, templateSchema(words)]),
  );
  const parsed = z.strictObject(shape).safeParse(textsByHeading(file.body));
  if (!parsed.success) throw invalidPrompt(path, z.prettifyError(parsed.error));
  const texts: Readonly<Record<string, string | undefined>> = parsed.data;
  return {
    fill: (section, values = {}) => fillPlaceholders(texts[section] ?? '', values),
  };
}

function textsByHeading(body: string): Record<string, string> {
  return Object.fromEntries(
    [...partsByHeading(body)].map(([name, lines]) => [name, lines.join('\n').trim()]),
  );
}
