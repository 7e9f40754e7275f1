import type { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import type { TokenLookup } from '../../models/dreamumm/user-vector.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import type { VideoId } from '../../src/core/ids.js';

/**
 * All that a policy may know: what was watched and shown, never why. Interests, quality, taste and appeal are not in it.
 */
export interface PolicyInput {
  /** What this user watched, oldest first. */
  readonly watches: readonly Watch[];
  readonly nowMs: number;
  readonly tokens: TokenLookup;
  readonly itemIds: readonly VideoId[];
  readonly gallery: TokenGallery;
  /** Rows of the gallery that may be shown: there already, and not yet seen by the user. */
  readonly candidates: readonly number[];
  /** [items] long views of all users so far. */
  readonly longViews: Float64Array;
  readonly limit: number;
  /** Of this request; decides ties and whatever else a policy leaves to chance. */
  readonly seed: number;
}

/** A way to choose videos. */
export interface WatchPolicy {
  readonly id: string;
  /** What it does, a few words. */
  readonly purpose: string;
  /** @returns at most `limit` of the candidates, best first */
  rank(input: PolicyInput): readonly number[];
}
