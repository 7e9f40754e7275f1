import { z } from 'zod';

const PLACEHOLDER = /\{([a-z-]+)\}/g;

/**
 * Puts words into their braces. Values are inserted as they are and never read as templates, so that braces in a title
 * stay braces.
 */
export function fillPlaceholders(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(PLACEHOLDER, (_, word: string) => values[word] ?? '');
}

/** A text, not empty, that holds each of the words in braces once and no other. */
export function templateSchema(words: readonly string[]): z.ZodString {
  const expected = [...words].sort().join(', ');
  return z
    .string()
    .min(1)
    .refine((template) => wordsOf(template) === expected, {
      message:
        expected === ''
          ? 'must hold no words in braces'
          : `must hold exactly the words ${expected} in braces`,
    });
}

function wordsOf(template: string): string {
  return [...template.matchAll(PLACEHOLDER)]
    .map((match) => match[1] ?? '')
    .sort()
    .join(', ');
}
