import { VidtokenError } from './errors.js';

/** Lower-case hexadecimal SHA-256 of a file's bytes (64 digits): the identity of a video. */
export type ContentHash = string & { readonly __brand: 'ContentHash' };

/** Public id of a stored video: the manifest's `id`, else the first 16 hex digits of the content hash. */
export type VideoId = string & { readonly __brand: 'VideoId' };

/** Id of an embedding space, for example `video-token-3f9a01c2d4e5b677`. */
export type SpaceId = string & { readonly __brand: 'SpaceId' };

const CONTENT_HASH_PATTERN = /^[0-9a-f]{64}$/;
const DEFAULT_ID_HEX_DIGITS = 16;

/** @throws VidtokenError `invalid-value` when the text is not 64 lower-case hex digits. */
export function contentHash(hex: string): ContentHash {
  if (!CONTENT_HASH_PATTERN.test(hex)) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `"${hex}" is not a content hash: expected 64 lower-case hexadecimal digits.`,
    });
  }
  return hex as ContentHash;
}

/** Any non-empty text is a valid id; uniqueness is the store's concern. */
export function videoId(text: string): VideoId {
  if (text.length === 0) {
    throw new VidtokenError({ code: 'invalid-value', message: 'A video id must not be empty.' });
  }
  return text as VideoId;
}

/** The id of a video whose manifest gives none: the first 16 hex digits of its content hash. */
export function defaultVideoId(hash: ContentHash): VideoId {
  return hash.slice(0, DEFAULT_ID_HEX_DIGITS) as VideoId;
}

export function spaceId(text: string): SpaceId {
  return text as SpaceId;
}
