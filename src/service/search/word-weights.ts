import { contentWordsOf } from '../knowledge/words-of.js';
import type { Service } from '../service.js';

/** Enough to tell common words from rare ones; their words are counted in a quarter of a second. */
const SAMPLED_DESCRIPTIONS = 2000;
/** Other requests are answered between two pages. */
const PAGE_SIZE = 100;
/** A word in a larger share of the descriptions says nothing about one of them. */
const COMMON_SHARE = 0.5;

/** How much single words say about a description. */
export interface WordWeights {
  /** ln((descriptions + 1) / (descriptions with the word + 1)); 0 for words that are no use for telling texts apart. */
  weight(word: string): number;
  /** Words of a text that tell it apart, each once. */
  distinctive(text: string): Set<string>;
}

/** Weights over the stored descriptions, counted once for each version of the library. */
export function createWordWeights(library: Service['library']): () => Promise<WordWeights> {
  let counted: { readonly version: number; readonly weights: Promise<WordWeights> } | undefined;
  return () => {
    const { version } = library.state();
    if (counted?.version !== version) {
      const weights = countWords(library);
      const attempt = { version, weights };
      counted = attempt;
      // What failed is tried again with the next request.
      weights.catch(() => {
        if (counted === attempt) counted = undefined;
      });
    }
    return counted.weights;
  };
}

async function countWords(library: Service['library']): Promise<WordWeights> {
  let descriptions = 0;
  const documents = new Map<string, number>();
  await library.read(async ({ videos }) => {
    const query = { where: 'description IS NOT NULL', pageSize: PAGE_SIZE, limit: SAMPLED_DESCRIPTIONS };
    for await (const page of videos.summaries(query)) {
      for (const { description } of page) {
        if (description === null) continue;
        descriptions += 1;
        for (const word of contentWordsOf(description)) documents.set(word, (documents.get(word) ?? 0) + 1);
      }
    }
  });
  return weightsOf(documents, descriptions);
}

/** @param documents in how many of the descriptions each word stands */
export function weightsOf(documents: ReadonlyMap<string, number>, descriptions: number): WordWeights {
  const weight = (word: string): number => {
    const count = documents.get(word) ?? 0;
    return count > COMMON_SHARE * descriptions ? 0 : Math.log((descriptions + 1) / (count + 1));
  };
  return {
    weight,
    distinctive: (text) => new Set([...contentWordsOf(text)].filter((word) => weight(word) > 0)),
  };
}
