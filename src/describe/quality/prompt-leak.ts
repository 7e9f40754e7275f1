import { plainWords } from './plain-words.js';

/** Words in a row that no honest answer shares with a prompt by chance. */
const RUN_LENGTH = 8;

/** Does any of the texts repeat eight words of the prompt in a row? */
export function leaksPrompt(texts: readonly string[], promptText: string): boolean {
  const runs = new Set(wordRuns(promptText));
  return texts.some((text) => wordRuns(text).some((run) => runs.has(run)));
}

function wordRuns(text: string): string[] {
  const words = plainWords(text);
  return words.slice(RUN_LENGTH - 1).map((_, start) => words.slice(start, start + RUN_LENGTH).join(' '));
}
