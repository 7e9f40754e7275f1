import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A comment of `videoTokenDefaults` and the knob below it. */
const NOTE_PATTERN = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+):/g;

/**
 * What each knob is, in which unit, and why it has its default. The notes stand once, as comments of `config.ts`, and
 * are read from there (the compiled file keeps them), so that no second list can contradict them.
 * @returns notes by name of the knob; a knob without a comment of its own has none.
 */
export async function knobNotes(): Promise<ReadonlyMap<string, string>> {
  const name = import.meta.url.endsWith('.ts') ? './config.ts' : './config.js';
  const source = await readFile(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
  const defaults = source.slice(source.indexOf('videoTokenDefaults'));
  return new Map(
    [...defaults.matchAll(NOTE_PATTERN)].map(([, comment = '', knob = '']) => [knob, plainText(comment)]),
  );
}

function plainText(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .join(' ')
    .trim();
}
