import { dot } from '../../src/math/vector.js';
import { isCancelled, unitVector } from '../dreamumm/unit-vector.js';
import { addScaled } from '../dreamumm/user-vector.js';

/** Where the predicted preferences put a user. */
export interface CandidateVector {
  /** μ of eq. 6, [dimension], length 1; absent when there is no candidate or the sum cancels. */
  readonly vector?: Float32Array;
  /** ‖Σ a_i x_i‖, by which the sum is divided. */
  readonly length: number;
}

/**
 * `as-predicted`: a_i as eq. 6 says. `above-mean`: max(0, a_i − mean of a) instead. Predicted probabilities lie close
 * together, and then the sum of eq. 6 is mostly the mean of all candidates, whoever asks; what a user would rather watch
 * than the rest is in the differences. Ours, not the paper's.
 */
export type CandidateContrast = 'as-predicted' | 'above-mean';

/**
 * μ = Σ a_i x_i / ‖Σ a_i x_i‖ over the candidate videos (eq. 6): the unit vector that maximises Σ a_i ⟨x_i, μ⟩ (eq. 5).
 * @param options.preferences [candidates] a_i of eq. 7, 0…1
 * @param options.candidates [candidates][dimension] unit vectors
 */
export function candidateVector(options: {
  readonly preferences: Float32Array;
  readonly candidates: readonly Float32Array[];
  readonly contrast?: CandidateContrast;
}): CandidateVector {
  const { preferences, candidates, contrast = 'as-predicted' } = options;
  const first = candidates[0];
  if (first === undefined) return { length: 0 };
  const sum = new Float64Array(first.length);
  let total = 0;
  const mean = preferences.reduce((summed, value) => summed + value, 0) / preferences.length;
  const floor = contrast === 'above-mean' ? mean : 0;
  for (const [position, token] of candidates.entries()) {
    const preference = Math.max(0, (preferences[position] as number) - floor);
    addScaled(sum, token, preference);
    total += preference;
  }
  const length = Math.sqrt(dot(sum, sum));
  return isCancelled(length, total) ? { length } : { vector: unitVector(sum, length), length };
}
