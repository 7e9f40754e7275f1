import { plainForm, splitSentences } from './sentences.js';

/** Some chat templates leave the name of the speaker in front of the answer. */
const SPEAKER = /^(?:assistant|answer)\s*:\s*/i;

/**
 * An answer of a small model as one line: without the name of the speaker, without sentences that it repeats, and
 * without an end that the limit of tokens cut off.
 * @returns `''` when nothing whole is left
 */
export function tidyAnswer({
  text,
  isCutOff,
}: {
  readonly text: string;
  readonly isCutOff: boolean;
}): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().replace(SPEAKER, '');
  const { whole, rest } = splitSentences(line);
  const seen = new Set<string>();
  const kept = [...whole, isCutOff ? '' : rest].filter((sentence) => {
    const plain = plainForm(sentence);
    if (plain === '' || seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
  return kept.join(' ');
}
