import type { FeatureExtractor } from '../../core/features.js';
import type { VideoText } from '../../core/media.js';
import type { TextPiece } from '../../inference/encoders/text-piece.js';
import type { Piece } from '../learned-extractor.js';
import { createModelExtractor, type ModelExtractorOptions } from '../model-extractor.js';
import { wordChunks } from '../text/word-chunks.js';

/** What a sentence encoder reads well at once (MiniLM was trained on up to 128 tokens). */
const CHUNK = { words: 80, characters: 480 };
/** Strangers write these texts: a novel must not slow a batch down. */
const MOST_CHUNKS = 16;
const LONGEST_TITLE = 1000;
const MOST_TAGS = 32;

/**
 * Sentence embeddings of the text that travels with a video: one token for the title, one for the tags together, one for
 * each 80 words of the transcript and of the writing in the picture. Each of these four sources weighs the same.
 * `undefined` without any text.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export function createText(options: ModelExtractorOptions): Promise<FeatureExtractor> {
  const { pooling } = options.configuration;
  return createModelExtractor({
    ...options,
    encoder: 'sentence',
    encoderOptions: (tower) => (pooling === undefined ? tower : { ...tower, pooling }),
    pieces: ({ text }) => textPieces(text),
  });
}

function textPieces({ title = '', tags, transcript = '', onScreenText = '' }: VideoText): Piece<TextPiece>[] {
  const sources = [
    [title.slice(0, LONGEST_TITLE).trim()],
    [tags.slice(0, MOST_TAGS).join(', ').slice(0, LONGEST_TITLE).trim()],
    wordChunks(transcript, { ...CHUNK, chunks: MOST_CHUNKS }),
    wordChunks(onScreenText, { ...CHUNK, chunks: MOST_CHUNKS }),
  ];
  return sources.flatMap((source) => {
    const texts = source.filter((text) => /[\p{L}\p{N}\p{S}]/u.test(text));
    return texts.map((text) => ({ item: { text }, weight: 1 / texts.length, timeSeconds: () => 0 }));
  });
}
