import type { ExtractorSpec, FeatureExtractor } from '../../core/features.js';
import type { VideoText } from '../../core/media.js';
import { normalised } from '../../math/vector.js';
import { addHashedNGrams, HASHED_TEXT_WIDTH } from '../text/hashed-n-grams.js';
import { wordChunks } from '../text/word-chunks.js';
import { words } from '../text/words.js';

/** Titles and tags are written by strangers: a novel in a title must not slow a batch down. */
const LONGEST_TEXT = 1000;
const MOST_TITLE_WORDS = 32;
const MOST_TAGS = 32;
/** Words without a space between them (a line of one sign) are cut here. */
const LONGEST_WORD = 64;
/** What is said or written in the picture: tokens of a few words, about a breath long. */
const PASSAGE = { words: 8, characters: 200, chunks: 24 };
/** Beside title and tags, which somebody chose to stand for the video. */
const PASSAGES_SHARE = 0.5;

const SPEC: ExtractorSpec = {
  id: 'text-hash',
  version: 1,
  modality: 'text',
  width: HASHED_TEXT_WIDTH,
  pooledWidth: HASHED_TEXT_WIDTH,
};

/**
 * The text of a video as hashed words, word pairs and character n-grams, signed, unit length, 256 values (see
 * `addHashedNGrams`): one token for each of the first 32 words of the title, each of the first 32 tags, and each 8 words
 * of the transcript and of the writing in the picture (24 tokens each at most). Pooled (256): title and tags hashed
 * together; half as much of the transcript and of the writing where there are any; unit length. `undefined` without any
 * text.
 */
export function createTextHash(): FeatureExtractor {
  return {
    spec: SPEC,
    async extract({ text }, { signal }) {
      signal.throwIfAborted();
      const titleWords = boundedWords(text.title ?? '');
      const tags = text.tags.slice(0, MOST_TAGS).map(boundedWords);
      const passages = passagesOf(text);
      const named = [...titleWords.map((word) => [word]), ...tags.filter((tag) => tag.length > 0)];
      const phrases = [...named, ...passages.flat()];
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
        pooled: pooledPhrases([titleWords, ...tags], passages),
      };
    },
    async dispose() {},
  };
}

/** Words of the transcript and of the writing, passage by passage; a source without words is left out. */
function passagesOf({ transcript = '', onScreenText = '' }: VideoText): string[][][] {
  const sources = [transcript, onScreenText].map((text) =>
    wordChunks(text, PASSAGE)
      .map(boundedWords)
      .filter((passage) => passage.length > 0),
  );
  return sources.filter((passages) => passages.length > 0);
}

function pooledPhrases(
  named: readonly (readonly string[])[],
  passages: readonly (readonly (readonly string[])[])[],
): Float32Array {
  const sum = hashedPhrases(named);
  if (passages.length === 0) return sum;
  for (const source of passages) {
    for (const [place, value] of hashedPhrases(source).entries()) {
      sum[place] = (sum[place] as number) + PASSAGES_SHARE * value;
    }
  }
  return normalised(sum);
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
