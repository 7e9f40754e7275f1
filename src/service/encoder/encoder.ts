import type { Embedding } from '../contract/embed.js';
import type { Explanation } from '../contract/video.js';

/** A video file that somebody sent, with what they say about it. */
export interface FileToEmbed {
  /** Absolute path. */
  readonly path: string;
  readonly title?: string;
  readonly tags?: readonly string[];
}

/**
 * Everything that needs models or decoding, in a process of its own: what a hostile file does to it, it does not do to
 * the service, and searches are not slowed down.
 * All throw ProblemError `queue-full` when too many wait, `timeout`, `not-available` when the process cannot be started,
 * and the VidtokenError or InputError of the work with its code.
 */
export interface Encoder {
  /** Stored nowhere. */
  embedFile(file: FileToEmbed, signal: AbortSignal): Promise<Omit<Embedding, 'storedAs'>>;
  /** Pooled visual vector of one picture (JPEG, PNG, WebP), for `VideoTable.nearestPooled`. */
  embedPicture(picture: Uint8Array, signal: AbortSignal): Promise<Float32Array>;
  /** Vector of words in the space of `VideoTable.searchSemantic`. @throws VidtokenError `configuration` without a text tower */
  embedWords(words: string, signal: AbortSignal): Promise<Float32Array>;
  explain(videoId: string, signal: AbortSignal): Promise<Explanation>;
  close(): Promise<void>;
}
