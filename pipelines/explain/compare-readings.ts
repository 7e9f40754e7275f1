import type { TextReading } from '../../src/core/embedding.js';
import type { WordGain } from '../../src/core/reports/explain-report.js';

/** How one token fits a text against other tokens. */
export interface TextFit {
  /** Words with a letter or a digit. */
  readonly words: number;
  /** log p(text | token) ÷ words, in nats; signs and the end of the text are counted in. */
  readonly ownPerWord: number;
  /** The same, mean over the other tokens. */
  readonly othersPerWord: number;
  /** 1 when no other token makes the text more probable. */
  readonly rank: number;
  /** Every word with a letter or a digit once, largest gain first. */
  readonly gains: readonly WordGain[];
}

const HAS_LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * The first token of a reading against the rest. The gain of a word is log p under the first token minus the mean of
 * log p under the others, so that all gains, signs included, add up to the whole difference.
 * @returns undefined when the text has no word, or there is no other token.
 */
export function compareReadings({ words, logProbabilities }: TextReading): TextFit | undefined {
  const [own, ...others] = logProbabilities;
  const count = words.filter((word) => HAS_LETTER_OR_DIGIT.test(word)).length;
  if (own === undefined || others.length === 0 || count === 0) return undefined;
  const ownTotal = total(own);
  const otherTotals = others.map(total);
  const meanOfOthers = (place: number): number =>
    others.reduce((sum, values) => sum + (values[place] as number), 0) / others.length;
  return {
    words: count,
    ownPerWord: ownTotal / count,
    othersPerWord: otherTotals.reduce((sum, value) => sum + value, 0) / others.length / count,
    rank: 1 + otherTotals.filter((value) => value > ownTotal).length,
    gains: gainsByWord(words, (place) => (own[place] as number) - meanOfOthers(place)),
  };
}

function gainsByWord(words: readonly string[], gainAt: (place: number) => number): WordGain[] {
  const byWord = new Map<string, WordGain>();
  for (const [place, raw] of words.entries()) {
    if (!HAS_LETTER_OR_DIGIT.test(raw)) continue;
    const word = raw.trim();
    const { count, gain } = byWord.get(word) ?? { count: 0, gain: 0 };
    byWord.set(word, { word, count: count + 1, gain: gain + gainAt(place) });
  }
  return [...byWord.values()].sort((left, right) => right.gain - left.gain);
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
