import { VidtokenError } from '../../src/core/errors.js';
import { dot } from '../../src/math/vector.js';
import { decayFactor, watchTime } from './decay.js';
import { type PreferenceOptions, preferenceScore } from './preference-score.js';
import { isCancelled, unitVector } from './unit-vector.js';
import { addScaled } from './user-vector.js';
import type { Watch } from './watch.js';

/** All that has to be kept of a user between two watches; plain data. */
export interface RunningUserState {
  /** [dimension] Σ a_j x_j, decayed to `atMs` */
  readonly sum: Float64Array;
  /** Σ a_j, decayed alike */
  readonly totalWeight: number;
  /** Time of the newest watch; absent without a decay. */
  readonly atMs?: number;
}

/**
 * μ of eq. 3 kept up to date: each watch costs O(dimension), whatever the history. Equal to `userVector` over all
 * watches in any order, because the sum is kept as it is before it is normalised.
 */
export class RunningUser {
  readonly #options: PreferenceOptions & { readonly decayHalfLifeDays?: number };
  readonly #sum: Float64Array;
  #totalWeight: number;
  #atMs: number | undefined;

  constructor(
    options: PreferenceOptions & { readonly dimension: number; readonly decayHalfLifeDays?: number },
    state?: RunningUserState,
  ) {
    this.#options = options;
    this.#sum = state?.sum.slice() ?? new Float64Array(options.dimension);
    this.#totalWeight = state?.totalWeight ?? 0;
    this.#atMs = state?.atMs;
  }

  get state(): RunningUserState {
    const atMs = this.#atMs;
    const state = { sum: this.#sum.slice(), totalWeight: this.#totalWeight };
    return atMs === undefined ? state : { ...state, atMs };
  }

  /** @param token unit vector of the watched video, [dimension] @throws VidtokenError `invalid-value` */
  add(watch: Watch, token: Float32Array): void {
    if (token.length !== this.#sum.length) throw wrongWidth(token.length, this.#sum.length);
    const weight = preferenceScore(watch, this.#options) * this.#decayTo(watch);
    addScaled(this.#sum, token, weight);
    this.#totalWeight += weight;
  }

  /** μ, [dimension], length 1; `undefined` without history or when the liked videos cancel. */
  vector(): Float32Array | undefined {
    const length = Math.sqrt(dot(this.#sum, this.#sum));
    return isCancelled(length, this.#totalWeight) ? undefined : unitVector(this.#sum, length);
  }

  /** Ages the sum to a newer watch. @returns the decay of the watch itself, below 1 when it comes late */
  #decayTo(watch: Watch): number {
    const { decayHalfLifeDays } = this.#options;
    if (decayHalfLifeDays === undefined) return 1;
    const atMs = watchTime(watch);
    const before = this.#atMs ?? atMs;
    if (atMs < before) return decayFactor(before - atMs, decayHalfLifeDays);
    const factor = decayFactor(atMs - before, decayHalfLifeDays);
    for (let index = 0; index < this.#sum.length; index += 1) {
      this.#sum[index] = (this.#sum[index] as number) * factor;
    }
    this.#totalWeight *= factor;
    this.#atMs = atMs;
    return 1;
  }
}

function wrongWidth(found: number, expected: number): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `A token of ${found} numbers was given for a user of ${expected}.`,
    hint: 'Tokens of two embedding spaces cannot be mixed: start the user anew from the stored watches.',
    facts: { found, expected },
  });
}
