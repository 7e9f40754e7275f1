import type { FeatureSequence } from './features.js';
import type { SpaceId } from './ids.js';

/** Travels with every vector and every table; vectors of two spaces are never compared. */
export interface EmbeddingSpace {
  readonly id: SpaceId;
  readonly dimension: number;
  readonly metric: 'cosine';
  /** SHA-256 (64 hex digits) of the model's configuration, tokenizer and weights. */
  readonly modelHash: string;
  /** `id@version,…` of the extractors whose tokens the model reads. */
  readonly extractors: string;
}

/** One unit vector that stands for a video: DreamUMM's x = F(E(v)), eq. 8. */
export interface VideoToken {
  /** [dimension], length 1. */
  readonly vector: Float32Array;
  readonly space: EmbeddingSpace;
}

/** A text as the decoder sees it. */
export interface TextReading {
  /**
   * Lower-case, with the space before them; runs of other signs count as words. The last one is empty and stands for
   * the end of the text, unless the text was too long to be read whole.
   */
  readonly words: readonly string[];
  /** [tokens][words] log p(word | words before it, token) in nats. */
  readonly logProbabilities: readonly Float32Array[];
}

/** The student after training: features in, video tokens out. */
export interface VideoTokenModel {
  readonly space: EmbeddingSpace;
  /** One unit vector per video, in order. A missing modality is simply absent from the list. */
  embed(videos: readonly (readonly FeatureSequence[])[]): Float32Array[];
  /** Greedy read-out of the decoder for one token: what the vector knows. */
  describe(token: Float32Array): string;
  /** How probable the decoder finds a text, word by word, given each of some tokens. */
  readText(text: string, tokens: readonly Float32Array[]): TextReading;
  dispose(): void;
}
