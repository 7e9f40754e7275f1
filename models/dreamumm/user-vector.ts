import type { VideoId } from '../../src/core/ids.js';
import { allFinite, dot } from '../../src/math/vector.js';
import { decayFactor, watchTime } from './decay.js';
import { type PreferenceOptions, preferenceScore } from './preference-score.js';
import { isCancelled, unitVector } from './unit-vector.js';
import type { Watch } from './watch.js';

/** What stored tokens are looked up by; a `Map` will do. */
export type TokenLookup = Pick<ReadonlyMap<VideoId, Float32Array>, 'get'>;

export interface UserVectorOptions extends PreferenceOptions {
  /** In any order. A video watched twice counts twice. */
  readonly watches: readonly Watch[];
  /** Unit vectors of one space, [dimension] each. */
  readonly tokens: TokenLookup;
  /** A watch of this age, measured from the newest one, counts half; every watch then needs a time. */
  readonly decayHalfLifeDays?: number;
}

/** Where a user stands among the videos. */
export interface UserVector {
  /** μ of eq. 3, [dimension], length 1; absent when there is nothing to say, never zeros. */
  readonly vector?: Float32Array;
  /**
   * Why there is no vector: `no-history` (no watch of a video with a token), or `cancelled` (the liked videos point in
   * opposite directions, and no direction is better than another in eq. 2).
   */
  readonly absence?: 'no-history' | 'cancelled';
  /** [watches] a_j times its decay; 0 for a watch that does not count. */
  readonly weights: Float64Array;
  /** ‖Σ a_j x_j‖, by which the sum is divided. */
  readonly length: number;
  /** Watches of videos without a usable token: none stored, zero, or not finite. */
  readonly unusable: number;
}

/**
 * The closed form of DreamUMM: μ = Σ a_j x_j / ‖Σ a_j x_j‖ (eq. 3), the unit vector that maximises Σ a_j ⟨x_j, μ⟩ (eq. 2).
 * O(watches · dimension); `RunningUser` adds one watch in O(dimension).
 * @throws VidtokenError `invalid-value` for a watch time that is negative or no number, and for a watch without a time
 * when there is a decay
 */
export function userVector(options: UserVectorOptions): UserVector {
  const { watches, tokens, decayHalfLifeDays } = options;
  const weights = new Float64Array(watches.length);
  const newestMs = decayHalfLifeDays === undefined ? 0 : Math.max(...watches.map(watchTime));
  let sum: Float64Array | undefined;
  let total = 0;
  let unusable = 0;
  for (const [position, watch] of watches.entries()) {
    const token = usableToken(tokens, watch.itemId);
    if (token === undefined) {
      unusable += 1;
      continue;
    }
    const ageMs = decayHalfLifeDays === undefined ? 0 : newestMs - watchTime(watch);
    const weight = preferenceScore(watch, options) * decayFactor(ageMs, decayHalfLifeDays);
    weights[position] = weight;
    total += weight;
    sum ??= new Float64Array(token.length);
    addScaled(sum, token, weight);
  }
  if (sum === undefined) return { absence: 'no-history', weights, length: 0, unusable };
  const length = Math.sqrt(dot(sum, sum));
  if (isCancelled(length, total)) return { absence: 'cancelled', weights, length, unusable };
  return { vector: unitVector(sum, length), weights, length, unusable };
}

/** A stored token that has a direction. */
export function usableToken(tokens: TokenLookup, itemId: VideoId): Float32Array | undefined {
  const token = tokens.get(itemId);
  return token !== undefined && allFinite(token) && dot(token, token) > 0 ? token : undefined;
}

/** sum += weight · token */
export function addScaled(sum: Float64Array, token: Float32Array, weight: number): void {
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] as number) + weight * (token[index] as number);
  }
}
