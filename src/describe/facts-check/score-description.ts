import type { DescriptionFacts, FactsScore } from '../../core/description-facts.js';

/** Words that turn a statement into its opposite when they stand shortly before it. */
const NEGATIONS = new Set(['no', 'not', 'without', 'nobody', 'nothing', 'never', 'neither', 'nor', 'none']);
/** How many words before a phrase are looked at for a negation. */
const NEGATION_REACH = 3;
const WORDS = /[\p{L}\p{N}]+/gu;
const SENTENCE_END = /[.!?;]+(?:\s|$)/u;

/**
 * Counts which facts a text states. A fact is stated when any of its phrases stands in the text, word for word,
 * whatever the case and the punctuation, and is not negated: up to three words before it in its sentence none is
 * "no", "not", "without" or the like. Hedged statements ("perhaps a dog") count like others, right and wrong.
 */
export function scoreDescription(text: string, facts: DescriptionFacts): FactsScore {
  const sentences = text.split(SENTENCE_END).map(wordsOf);
  const states = (phrase: string): boolean => {
    const words = wordsOf(phrase);
    return sentences.some((sentence) => isStated(sentence, words));
  };
  return {
    stated: facts.must.filter((alternatives) => alternatives.some(states)).length,
    wanted: facts.must.length,
    wrong: facts.mustNot.filter(states),
    words: sentences.reduce((sum, sentence) => sum + sentence.length, 0),
  };
}

function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(WORDS)].map(([word]) => word);
}

function isStated(sentence: readonly string[], phrase: readonly string[]): boolean {
  return sentence.some((_, start) => {
    if (phrase.some((word, place) => sentence[start + place] !== word)) return false;
    const before = sentence.slice(Math.max(0, start - NEGATION_REACH), start);
    return !before.some((word) => NEGATIONS.has(word));
  });
}
