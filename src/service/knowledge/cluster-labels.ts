import { contentWordsOf } from './words-of.js';

/** A word and how clearly it belongs to a cluster: standard deviations of its log-odds ratio from 0. */
export interface DistinctiveWord {
  readonly word: string;
  readonly score: number;
}

/** Below this (one-sided 95 %) a word could stand in a cluster as often by chance. */
const LEAST_SCORE = 1.645;
const MOST_WORDS = 8;
const LABEL_WORDS = 3;
/** A word of one description says nothing about a cluster of several. */
const FEWEST_DESCRIPTIONS = 2;

/**
 * Counts in how many descriptions of each cluster a word stands, and finds the words that set a cluster apart from the
 * rest by the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words",
 * equations 16, 20 and 22). The prior of a word is its share among all words and weighs as much as a mean cluster. Words
 * that are common everywhere have a ratio near 0, whatever the language.
 */
export class WordCounter {
  readonly #clusters = new Map<number, Map<string, number>>();
  readonly #descriptions = new Map<number, number>();
  readonly #all = new Map<string, number>();
  #total = 0;

  add(cluster: number, description: string): void {
    const own = this.#clusters.get(cluster) ?? new Map<string, number>();
    this.#clusters.set(cluster, own);
    this.#descriptions.set(cluster, (this.#descriptions.get(cluster) ?? 0) + 1);
    for (const word of contentWordsOf(description)) {
      own.set(word, (own.get(word) ?? 0) + 1);
      this.#all.set(word, (this.#all.get(word) ?? 0) + 1);
      this.#total += 1;
    }
  }

  /**
   * The words that set a cluster apart. Those come first that many of its descriptions share and few of all: by score ·
   * share of its descriptions · ln(descriptions / those with the word). Equal ones in the order of the alphabet. Where
   * the descriptions are too few for any word to be sure, those that are likelier here than elsewhere.
   */
  distinctive(cluster: number): DistinctiveWord[] {
    const own = this.#clusters.get(cluster);
    if (own === undefined) return [];
    const ownTotal = sumOf(own.values());
    const members = this.#descriptions.get(cluster) ?? 0;
    const fewest = Math.min(FEWEST_DESCRIPTIONS, members);
    const descriptions = sumOf(this.#descriptions.values());
    const prior = this.#total / this.#clusters.size;
    const likely = [...own]
      .filter(([, count]) => count >= fewest)
      .map(([word, count]) => {
        const all = this.#all.get(word) ?? 0;
        const priorOfWord = (prior * all) / this.#total;
        const here = { count, total: ownTotal };
        const rest = { count: all - count, total: this.#total - ownTotal };
        const score = logOddsScore({ here, rest, priorOfWord, prior });
        return { word, score, weight: score * (count / members) * Math.log(descriptions / all) };
      })
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.weight - left.weight || (left.word < right.word ? -1 : 1));
    const sure = likely.filter(({ score }) => score >= LEAST_SCORE);
    const chosen = sure.length > 0 ? sure : likely;
    return chosen.slice(0, MOST_WORDS).map(({ word, score }) => ({ word, score }));
  }
}

interface WordCount {
  /** y_w */
  readonly count: number;
  /** n */
  readonly total: number;
}

/** ζ̂ = δ̂ / √σ²(δ̂) of Monroe et al.: eq. 16 for the ratio, eq. 20 for its variance. */
export function logOddsScore(options: {
  readonly here: WordCount;
  readonly rest: WordCount;
  /** α_w */
  readonly priorOfWord: number;
  /** α_0 */
  readonly prior: number;
}): number {
  const { here, rest, priorOfWord, prior } = options;
  const odds = ({ count, total }: WordCount): number =>
    (count + priorOfWord) / (total + prior - count - priorOfWord);
  const ratio = Math.log(odds(here)) - Math.log(odds(rest));
  const variance = 1 / (here.count + priorOfWord) + 1 / (rest.count + priorOfWord);
  const score = ratio / Math.sqrt(variance);
  // A store with a single word has nothing to compare it with.
  return Number.isFinite(score) ? score : 0;
}

/** What a cluster is called. */
export function clusterLabel(cluster: number, words: readonly DistinctiveWord[]): string {
  if (words.length === 0) return `cluster ${cluster}`;
  return words
    .slice(0, LABEL_WORDS)
    .map(({ word }) => word)
    .join(', ');
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
