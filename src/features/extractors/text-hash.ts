import type { ExtractorSpec, FeatureExtractor } from '../../core/features.js';
import { normalised } from '../../math/vector.js';
import { addHashedNGrams, HASHED_TEXT_WIDTH } from '../text/hashed-n-grams.js';
import { words } from '../text/words.js';

/** Titles and tags are written by strangers: a novel in a title must not slow a batch down. */
const LONGEST_TEXT = 1000;
const MOST_TITLE_WORDS = 32;
const MOST_TAGS = 32;
/** Words without a space between them (a line of one sign) are cut here. */
const LONGEST_WORD = 64;

const SPEC: ExtractorSpec = {
  id: 'text-hash',
  version: 1,
  modality: 'text',
  width: HASHED_TEXT_WIDTH,
  pooledWidth: HASHED_TEXT_WIDTH,
};

/**
 * Title and tags as hashed words, word pairs and character n-grams, signed, unit length, 256 values (see
 * `addHashedNGrams`): one token for each of the first 32 words of the title and each of the first 32 tags.
 * Pooled (256): title and tags hashed together, unit length. `undefined` without title and tags.
 */
export function createTextHash(): FeatureExtractor {
  return {
    spec: SPEC,
    async extract(sample, { signal }) {
      signal.throwIfAborted();
      const titleWords = boundedWords(sample.text.title ?? '');
      const tags = sample.text.tags.slice(0, MOST_TAGS).map(boundedWords);
      const phrases = [...titleWords.map((word) => [word]), ...tags.filter((tag) => tag.length > 0)];
      if (phrases.length === 0) return undefined;
      const tokens = new Float32Array(phrases.length * SPEC.width);
      for (const [index, phrase] of phrases.entries()) {
        tokens.set(hashedPhrases([phrase]), index * SPEC.width);
      }
      return {
        extractorId: SPEC.id,
        modality: SPEC.modality,
        width: SPEC.width,
        tokens,
        timesSeconds: new Float32Array(phrases.length),
        pooled: hashedPhrases([titleWords, ...tags]),
      };
    },
    async dispose() {},
  };
}

function boundedWords(text: string): string[] {
  return words(text.slice(0, LONGEST_TEXT))
    .slice(0, MOST_TITLE_WORDS)
    .map((word) => word.slice(0, LONGEST_WORD));
}

/** Unit vector of several phrases; no pair of words reaches over the end of a phrase. */
function hashedPhrases(phrases: readonly (readonly string[])[]): Float32Array {
  const sum = new Float32Array(SPEC.width);
  for (const phrase of phrases) addHashedNGrams(phrase, sum);
  return normalised(sum);
}
