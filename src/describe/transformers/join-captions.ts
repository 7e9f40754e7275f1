import { plainForm, splitSentences } from './sentences.js';

/** Shared words of all words from which on two captions say the same. */
const SAME_SHARE = 0.7;

/**
 * Captions of the pictures of one video, in the order of time, as a fluent text. Captions that say the same as an earlier
 * one are dropped. Short captions become one sentence; captions of whole sentences are put one after the other.
 * @returns `''` without any caption
 */
export function joinCaptions(captions: readonly string[]): string {
  const distinct = distinctBy(captions.map(tidy), saysTheSame);
  if (distinct.length === 0) return '';
  if (distinct.some((caption) => splitSentences(caption).whole.length > 0)) {
    return distinctBy(distinct.flatMap(sentencesOf), saysTheSame).join(' ');
  }
  const [first = '', ...later] = distinct;
  const last = later.at(-1);
  if (last === undefined) return `The video shows ${first}.`;
  const between = later.slice(0, -1).map((caption) => `, then ${caption}`);
  return `The video shows ${first}${between.join('')}, and at the end ${last}.`;
}

/** One line; a full stop after a single phrase is dropped. */
function tidy(caption: string): string {
  const line = caption.replaceAll(/\s+/g, ' ').trim();
  const isOnePhrase = !/[.!?]\s/.test(line) && /^\p{Ll}/u.test(line);
  return isOnePhrase ? line.replace(/[.\s]+$/, '') : line;
}

function sentencesOf(caption: string): string[] {
  const { whole, rest } = splitSentences(caption);
  return rest === '' ? [...whole] : [...whole, `${rest}.`];
}

function distinctBy(texts: readonly string[], isSame: (left: string, right: string) => boolean): string[] {
  const kept: string[] = [];
  for (const text of texts) {
    if (text !== '' && !kept.some((earlier) => isSame(earlier, text))) kept.push(text);
  }
  return kept;
}

/** Share of the words that both have, of the words that either has (Jaccard). */
function saysTheSame(left: string, right: string): boolean {
  const leftWords = new Set(plainForm(left).split(' '));
  const rightWords = new Set(plainForm(right).split(' '));
  const shared = [...leftWords].filter((word) => rightWords.has(word)).length;
  return shared >= SAME_SHARE * (leftWords.size + rightWords.size - shared);
}
